// Text that somebody pasted or dropped, kept as a file so that the language server can read it and a reload finds it.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const MOST_FILES = 20;
const MOST_BYTES = 50_000_000;
const OWN_FILE = /^\d{8}-\d{6}-[0-9a-f]{12}\.(?:log|json|jsonl)$/;

export type Kept =
  | { readonly kind: 'kept'; readonly uri: string }
  | { readonly kind: 'empty' }
  /** Sizes in bytes. */
  | { readonly kind: 'tooLarge'; readonly size: number; readonly most: number };

export class KeptLogs {
  /** `folder`: of the file system; made with the first text. */
  constructor(private readonly folder: string) {}

  /** `inUse`: URIs of logs that are never deleted to make place. */
  async keep(text: string, name: string, now: Date, inUse: readonly string[]): Promise<Kept> {
    const bytes = Buffer.from(text, 'utf8');
    if (text.trim() === '') {
      return { kind: 'empty' };
    }
    if (bytes.byteLength > MOST_BYTES) {
      return { kind: 'tooLarge', size: bytes.byteLength, most: MOST_BYTES };
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const known = (await this.files()).find((file) => file.includes(`-${hash}.`));
    if (known !== undefined) {
      await utimes(path.join(this.folder, known), now, now);
      return { kind: 'kept', uri: this.uri(known) };
    }
    const file = `${stamp(now)}-${hash}.${extension(name)}`;
    const target = path.join(this.folder, file);
    try {
      // What was printed may be nobody else's business.
      await writeFile(`${target}.part`, bytes, { mode: 0o600 });
      await rename(`${target}.part`, target);
    } catch (error) {
      await rm(`${target}.part`, { force: true });
      throw error;
    }
    await this.makePlace([...inUse, this.uri(file)]);
    return { kind: 'kept', uri: this.uri(file) };
  }

  /** Whether this log is one of those kept here. */
  has(uri: string): boolean {
    return uri.startsWith(`${pathToFileURL(this.folder).toString()}/`);
  }

  private uri(file: string): string {
    return pathToFileURL(path.join(this.folder, file)).toString();
  }

  private async files(): Promise<readonly string[]> {
    return (await readdir(this.folder)).filter((file) => OWN_FILE.test(file));
  }

  /** The oldest go first. */
  private async makePlace(inUse: readonly string[]): Promise<void> {
    const files = await Promise.all(
      (await this.files()).map(async (file) => {
        const { size, mtimeMs } = await stat(path.join(this.folder, file));
        return { file, size, mtimeMs, isUsed: inUse.includes(this.uri(file)) };
      }),
    );
    files.sort((a, b) => Number(b.isUsed) - Number(a.isUsed) || b.mtimeMs - a.mtimeMs);
    let bytes = 0;
    for (const [index, { file, size, isUsed }] of files.entries()) {
      bytes += size;
      if ((index >= MOST_FILES || bytes > MOST_BYTES) && !isUsed) {
        await rm(path.join(this.folder, file), { force: true });
        bytes -= size;
      }
    }
  }
}

/** `20260102-030405`, by the clock of the world. */
function stamp(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .replace('T', '-');
}

/** What kind of log it is is told by what is in it; the editor shows it by this. */
function extension(name: string): string {
  return /\.(jsonl?)$/i.exec(name)?.[1]?.toLowerCase() ?? 'log';
}

// Tokens to the server and from it, beside LSP: what goes through here is in no message and in no log.
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** How long a token may take whose handle is here already. */
const PATIENCE_MILLISECONDS = 5000;
/** Tokens that arrived and that nobody has asked for. */
const MOST_KEPT = 16;

/** Thrown when the token of a handle did not come. It says nothing of the token. */
export class SecretLost extends Error {}

/** A pipe of JSON lines, `{"handle": …, "secret": …}`. A message holds the handle; it is good once. */
export class SecretPipe {
  private stream: Duplex | undefined;
  private readonly arrived = new Map<string, string>();
  private readonly awaited = new Map<string, (secret: string) => void>();

  /** Another server has another pipe; what the one before sent is not for anybody any more. */
  attach(stream: Duplex | undefined): void {
    this.detach();
    this.stream = stream;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    // A pipe that breaks is a server that died: that is told elsewhere.
    stream?.on('error', () => this.release(stream));
    stream?.on('close', () => this.release(stream));
    stream?.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (this.stream === stream) {
        lines.forEach((line) => this.receive(line));
      }
    });
  }

  detach(): void {
    const { stream } = this;
    this.stream = undefined;
    this.arrived.clear();
    stream?.destroy();
  }

  /** Sends a token on its way; the server gets it with the handle. */
  give(secret: string): string {
    const handle = randomUUID();
    if (this.stream?.writable === true) {
      this.stream.write(`${JSON.stringify({ handle, secret })}\n`);
    }
    return handle;
  }

  /** The token that the server sent with this handle. */
  take(handle: string): Promise<string> {
    const secret = this.arrived.get(handle);
    if (secret !== undefined) {
      this.arrived.delete(handle);
      return Promise.resolve(secret);
    }
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.awaited.delete(handle);
        reject(new SecretLost('The token did not arrive.'));
      }, PATIENCE_MILLISECONDS);
      this.awaited.set(handle, (arrived) => {
        clearTimeout(late);
        resolve(arrived);
      });
    });
  }

  private release(stream: Duplex): void {
    if (this.stream === stream) {
      this.stream = undefined;
    }
  }

  private receive(line: string): void {
    const letter = parsed(line);
    if (letter === undefined) {
      return;
    }
    const taker = this.awaited.get(letter.handle);
    if (taker) {
      this.awaited.delete(letter.handle);
      taker(letter.secret);
    } else {
      this.arrived.set(letter.handle, letter.secret);
      [...this.arrived.keys()].slice(0, -MOST_KEPT).forEach((handle) => this.arrived.delete(handle));
    }
  }
}

function parsed(line: string): { readonly handle: string; readonly secret: string } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' &&
      value !== null &&
      'handle' in value &&
      typeof value.handle === 'string' &&
      'secret' in value &&
      typeof value.secret === 'string'
      ? { handle: value.handle, secret: value.secret }
      : undefined;
  } catch {
    // Whatever it is, it may hold a token: nobody is told.
    return undefined;
  }
}

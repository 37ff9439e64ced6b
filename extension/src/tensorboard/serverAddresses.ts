// Where servers are reached. An address opens the charts for whoever has it, so no message of the language server holds
// one: it comes beside them, as tokens do, and is nowhere but in memory.
import type { LanguageServer } from '../client/languageServer';
import { TENSORBOARD_ADDRESS, type TensorBoardServer } from '../protocol';

export class ServerAddresses {
  private readonly known = new Map<string, { readonly process: string; readonly address: Promise<string> }>();

  constructor(private readonly server: Pick<LanguageServer, 'request' | 'secrets'>) {}

  /** On loopback of the machine that the server runs on. It stays the same as long as its process lives. */
  of({ id, pid, started }: TensorBoardServer): Promise<string> {
    const process = `${pid} ${started}`;
    const known = this.known.get(id);
    if (known?.process === process) {
      return known.address;
    }
    const address = this.ask(id);
    this.known.set(id, { process, address });
    address.catch(() => {
      if (this.known.get(id)?.address === address) {
        this.known.delete(id);
      }
    });
    return address;
  }

  private async ask(id: string): Promise<string> {
    const { handle } = await this.server.request(TENSORBOARD_ADDRESS, { id });
    return this.server.secrets.take(handle);
  }
}

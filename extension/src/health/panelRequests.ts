// What a webview asks for that changes nothing about its panel: lines of the log, files to save, places in scripts.
import * as vscode from 'vscode';
import { HEALTH_LINES, type LogFinding } from '../protocol';
import type { HealthWebviewMessage, LinesMessage } from '../webview/healthMessages';
import { exportPicture, exportRows } from './exports';
import { plainValue, withOption } from './optionValue';
import type { PanelLogSet } from './panelLogSet';
import type { PanelServices } from './panelServices';
import { problemWords } from './problemWords';
import { showPlace } from './scriptChange';
import { mayStartBeside } from './startBeside';

/** As many as a screen shows and some; those before them are asked for. */
const LINES = 200;

type Kind = 'place' | 'startWith' | 'about' | 'openOutput' | 'lines' | 'exportCsv' | 'exportPng';
export type PanelRequest = Extract<HealthWebviewMessage, { readonly kind: Kind }>;
type Of<K extends Kind> = Extract<PanelRequest, { readonly kind: K }>;

export interface RequestingPanel {
  readonly set: PanelLogSet;
  readonly panel: Pick<vscode.WebviewPanel, 'title' | 'viewColumn'>;
  readonly post: (message: LinesMessage) => PromiseLike<unknown>;
}

export class PanelRequests {
  constructor(
    private readonly services: Pick<PanelServices, 'server' | 'logs' | 'facts'>,
    private readonly from: RequestingPanel,
  ) {}

  async answer(request: PanelRequest): Promise<void> {
    const { server, logs } = this.services;
    const { title } = this.from.panel;
    switch (request.kind) {
      case 'place':
        await this.place(request);
        break;
      case 'startWith':
        await this.startWith(request);
        break;
      case 'about':
        if (this.from.set.has(request.log)) {
          await logs.tellMethod(request.log, request.method, request.classes);
        }
        break;
      case 'openOutput':
        await this.openOutput(request);
        break;
      case 'lines':
        await this.sendLines(request);
        break;
      case 'exportCsv':
        await exportRows(server, this.from.set.readable, title);
        break;
      case 'exportPng':
        await exportPicture(request.png, title);
        break;
    }
  }

  private async place({ log, run, rule, change }: Of<'place'>): Promise<void> {
    const finding = this.finding(log, run, rule);
    if (finding) {
      const script = this.services.logs.get(log)?.state?.script ?? '';
      const column = this.from.panel.viewColumn;
      await showPlace(this.services.server, { finding, log, script, change, column });
    }
  }

  private async startWith({ log, run, rule }: Of<'startWith'>): Promise<void> {
    const { option = '', suggested = '' } = this.finding(log, run, rule)?.argument ?? {};
    const spec = this.services.facts.details(log)?.spec;
    if (spec && option !== '' && (await mayStartBeside(this.services.facts.run(log)))) {
      const words = withOption(spec.arguments ?? [], option, plainValue(suggested));
      const changed = { ...spec, arguments: [...words] };
      await vscode.commands.executeCommand('transformers.training.start', changed);
    }
  }

  private finding(log: string, run: string, rule: string): LogFinding | undefined {
    const state = this.from.set.has(log) ? this.services.logs.get(log)?.state : undefined;
    return state?.findings.find((each) => each.run === run && each.rule === rule);
  }

  /** The webview names no other folders than those that the run has written. */
  private async openOutput({ log, uri }: Of<'openOutput'>): Promise<void> {
    const outputs = this.services.facts.details(log)?.outputs ?? [];
    if (this.from.set.has(log) && outputs.some((output) => output.uri === uri)) {
      const argument = { folder: log, output: uri };
      await vscode.commands.executeCommand('transformers.training.revealFolder', argument);
    }
  }

  private async sendLines({ request, log, search, before }: Of<'lines'>): Promise<void> {
    const { server } = this.services;
    const answer: LinesMessage = await server
      .request(HEALTH_LINES, { log, search, before, limit: LINES })
      .then(
        (part): LinesMessage => ({
          kind: 'lines',
          request,
          lines: part.lines,
          before: part.before,
          complete: part.complete ?? true,
          problem: '',
        }),
        (error: unknown): LinesMessage => {
          const problem = problemWords(error);
          return { kind: 'lines', request, lines: [], before: 0, complete: true, problem };
        },
      );
    await this.from.post(answer);
  }
}

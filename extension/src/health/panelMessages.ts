// What comes out of a webview, or out of what the editor kept of one, is not trusted. Pure.
import type {
  Axis,
  CurveKey,
  HealthSection,
  HealthSubject,
  HealthView,
  HealthWebviewMessage,
  LogAction,
  LogSubject,
  TrainingMethod,
} from '../webview/healthMessages';

const AXES: readonly Axis[] = ['step', 'epoch', 'time'];
const METHODS: readonly TrainingMethod[] = ['', 'full', 'lora', 'prompt', 'scratch'];
const SECTIONS: readonly HealthSection[] = ['log', 'checkpoints', 'arguments'];
const ACTIONS: readonly LogAction[] = [
  'adopt',
  'stop',
  'resume',
  'startAgain',
  'tensorBoard',
  'openScript',
  'copyCommand',
  'openLog',
  'revealFolder',
  'chooseScript',
  'reload',
  'remove',
];
const MOST_SMOOTHING = 0.999;

/** As TensorBoard begins. */
export const FIRST_VIEW: HealthView = {
  smoothing: 0.6,
  logarithmic: false,
  axis: 'step',
  explained: true,
  hidden: [],
  section: 'log',
};

type Fields = Readonly<Partial<Record<string, unknown>>>;

export function asWebviewMessage(value: unknown): HealthWebviewMessage | undefined {
  const message = fields(value);
  const { kind, log } = message;
  switch (kind) {
    case 'ready':
    case 'addLogs':
    case 'exportCsv':
      return { kind };
    case 'view':
      return isObject(message.view) ? { kind, view: asView(message.view) } : undefined;
    case 'curves': {
      const curves = listOf(message.curves, asCurve);
      const axis = oneOf(AXES, message.axis);
      return curves && axis && { kind, curves, axis };
    }
    case 'act': {
      const action = oneOf(ACTIONS, message.action);
      return isText(log) && action ? { kind, log, action } : undefined;
    }
    case 'place':
    case 'startWith': {
      const { run, rule } = message;
      if (!isText(log) || !isText(run) || !isText(rule)) {
        return undefined;
      }
      return kind === 'place'
        ? { kind, log, run, rule, change: message.change === true }
        : { kind, log, run, rule };
    }
    case 'about': {
      const method = oneOf(METHODS, message.method);
      const classes = asCount(message.classes);
      return isText(log) && method !== undefined && classes !== undefined
        ? { kind, log, method, classes }
        : undefined;
    }
    case 'openOutput': {
      const { uri } = message;
      return isText(log) && isText(uri) ? { kind, log, uri } : undefined;
    }
    case 'lines': {
      const { request, search, before } = message;
      return isText(log) && isWhole(request) && isText(search) && isWhole(before)
        ? { kind, request, log, search, before }
        : undefined;
    }
    case 'exportPng': {
      const { png } = message;
      return png instanceof ArrayBuffer && isPng(png) ? { kind, png } : undefined;
    }
    case 'pasted': {
      const { name, text } = message;
      return isText(name) && isText(text) ? { kind, name, text } : undefined;
    }
    case 'dropped': {
      const uris = listOf(message.uris, (uri) => (isText(uri) ? uri : undefined));
      return uris && { kind, uris };
    }
    default:
      return undefined;
  }
}

/** Undefined when the editor kept nothing that makes sense. */
export function asSubject(value: unknown): HealthSubject | undefined {
  const { logs, view } = fields(value);
  const subjects = listOf(logs, asLog);
  return subjects && { logs: subjects, view: asView(view) };
}

/** What does not make sense of it is as it is at first. */
export function asView(value: unknown): HealthView {
  const { smoothing, logarithmic, axis, explained, hidden, section } = fields(value);
  return {
    smoothing:
      typeof smoothing === 'number' && smoothing >= 0
        ? Math.min(smoothing, MOST_SMOOTHING)
        : FIRST_VIEW.smoothing,
    logarithmic: logarithmic === true,
    axis: oneOf(AXES, axis) ?? FIRST_VIEW.axis,
    explained: explained !== false,
    hidden: listOf(hidden, (each) => (isText(each) ? each : undefined)) ?? [],
    section: oneOf(SECTIONS, section) ?? FIRST_VIEW.section,
  };
}

function asLog(value: unknown): LogSubject | undefined {
  const { log, name, method, classes, script } = fields(value);
  return isText(log) && log !== '' && isText(name)
    ? {
        log,
        name,
        method: oneOf(METHODS, method) ?? '',
        classes: asCount(classes) ?? 0,
        script: isText(script) ? script : '',
      }
    : undefined;
}

function asCurve(value: unknown): CurveKey | undefined {
  const { log, run, metric } = fields(value);
  return isText(log) && isText(run) && isText(metric) ? { log, run, metric } : undefined;
}

function fields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function asCount(value: unknown): number | undefined {
  return isWhole(value) && value >= 0 ? value : undefined;
}

function oneOf<T>(all: readonly T[], value: unknown): T | undefined {
  return all.find((each) => each === value);
}

/** Undefined when it is no list, or one of it is not what it should be. */
function listOf<T extends object | string>(
  value: unknown,
  as: (each: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const good = value.flatMap((each: unknown) => as(each) ?? []);
  return good.length === value.length ? good : undefined;
}

function isPng(bytes: ArrayBuffer): boolean {
  const [first, ...letters] = new Uint8Array(bytes.slice(0, 4));
  return first === 0x89 && String.fromCharCode(...letters) === 'PNG';
}

// In which arguments runs differ. Pure.

export interface ArgumentsOf {
  readonly arguments: Readonly<Record<string, string>>;
  /** Argument → what a finding suggests instead. */
  readonly suggested: ReadonlyMap<string, string>;
}

export interface ArgumentRow {
  readonly name: string;
  /** One for each log; undefined: that log does not tell it. */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
  /** One for each log; undefined: no finding is about it. */
  readonly suggested: readonly (string | undefined)[];
}

/** Where something is written or how it is called: other for every run, and never why one goes worse. */
const NAMES_AND_PLACES = new Set([
  'hub_model_id',
  'logging_dir',
  'output_dir',
  'project',
  'run_name',
  'trackio_space_id',
]);

/**
 * A row for each argument that is known of any of them: first those that a finding is about, then those that differ,
 * each by name. What only one log tells may well be the same in the others, so that is no difference.
 */
export function argumentRows(logs: readonly ArgumentsOf[]): ArgumentRow[] {
  const names = new Set(logs.flatMap((log) => [...Object.keys(log.arguments), ...log.suggested.keys()]));
  return [...names]
    .map((name) => {
      const values = logs.map((log) =>
        Object.hasOwn(log.arguments, name) ? log.arguments[name] : undefined,
      );
      const known = new Set(values.filter((value) => value !== undefined));
      return {
        name,
        values,
        differs: known.size > 1,
        suggested: logs.map((log) => log.suggested.get(name)),
      };
    })
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, 'en'));
}

function rank(row: ArgumentRow): number {
  if (row.suggested.some((value) => value !== undefined)) {
    return 0;
  }
  if (row.differs) {
    return NAMES_AND_PLACES.has(row.name) ? 2 : 1;
  }
  return 3;
}

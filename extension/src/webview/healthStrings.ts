// The words of a run panel. `vscode.l10n` does not exist inside a webview, so the host translates and sends them.
import { l10n } from 'vscode';
import { chartStrings } from './chartStrings';

export function healthStrings() {
  return {
    charts: chartStrings(),
    header: headerStrings(),
    findings: findingStrings(),
    sections: sectionStrings(),
    open: openStrings(),
  };
}

function headerStrings() {
  return {
    logs: l10n.t('Runs and logs of this panel'),
    opening: l10n.t('Opening…'),
    readingRows: l10n.t('Reading what is there: {0} rows so far…'),
    reading: l10n.t('Reading what is there…'),
    actionsOf: l10n.t('Actions for {0}'),
    moreActions: l10n.t('More actions for {0}'),
    actions: {
      stop: l10n.t('Stop'),
      resume: l10n.t('Resume'),
      adopt: l10n.t('Adopt…'),
      startAgain: l10n.t('Start Again…'),
      tensorBoard: l10n.t('Open in TensorBoard'),
      openScript: l10n.t('Open the Script'),
      copyCommand: l10n.t('Copy the Command'),
      openLog: l10n.t('Open the Log'),
      revealFolder: l10n.t('Reveal the Folder'),
      chooseScript: l10n.t('Choose the Script…'),
      reload: l10n.t('Read It Again'),
      remove: l10n.t('Remove from this panel'),
    },
    icons: {
      queued: l10n.t('queued'),
      running: l10n.t('running'),
      stopping: l10n.t('stopping'),
      succeeded: l10n.t('succeeded'),
      failed: l10n.t('failed'),
      stopped: l10n.t('stopped'),
      lost: l10n.t('lost'),
      log: l10n.t('log'),
    },
    add: l10n.t('Add Run…'),
    export: l10n.t('Export'),
    exportPng: l10n.t('The charts as a picture (PNG)…'),
    exportCsv: l10n.t('All rows as a table (CSV)…'),
    exportFailed: l10n.t('The picture could not be drawn: {0}. The table (CSV) can still be written.'),
    kind: l10n.t('What kind of training is this?'),
    kindWhy: l10n.t(
      'The log does not say. With it, more can be told: which learning rates are usual, and what loss guessing would have.',
    ),
    methods: {
      unknown: l10n.t('unknown'),
      full: l10n.t('full fine-tuning'),
      lora: l10n.t('LoRA and its kind'),
      prompt: l10n.t('prompt or prefix tuning'),
      scratch: l10n.t('from scratch'),
    },
    classes: l10n.t('Classes'),
    classesWhy: l10n.t('How many classes the model tells apart. Empty: unknown, or it does not classify.'),
  };
}

function findingStrings() {
  return {
    title: l10n.t('Findings'),
    fine: l10n.t('Nothing is wrong, as far as {0} rows tell.'),
    tooFew: l10n.t('Too few rows to tell whether it goes well: {0} so far.'),
    none: l10n.t('No rows to judge yet.'),
    severities: { error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Hint') },
    countErrors: l10n.t('Errors: {0}'),
    countWarnings: l10n.t('Warnings: {0}'),
    countInfos: l10n.t('Hints: {0}'),
    appeared: l10n.t('New: {0}'),
    step: l10n.t('step {0}'),
    steps: l10n.t('steps {0}–{1}'),
    row: l10n.t('row {0}'),
    rows: l10n.t('rows {0}–{1}'),
    show: l10n.t('Show on the chart'),
    causes: l10n.t('Likely causes, the likeliest first:'),
    advice: l10n.t('What to do:'),
    openPlace: l10n.t('Open {0}'),
    change: l10n.t('Change to {0}'),
    changeWhy: l10n.t('Writes {0} into the script, which can be undone'),
    startWith: l10n.t('Start again with {0}'),
    chooseScript: l10n.t('Choose the script…'),
    chooseScriptWhy: l10n.t(
      'The log does not say which script wrote it; with it, the line to change is shown.',
    ),
  };
}

function sectionStrings() {
  return {
    title: l10n.t('Log, checkpoints and arguments'),
    names: {
      log: l10n.t('Log'),
      checkpoints: l10n.t('Checkpoints'),
      arguments: l10n.t('Arguments'),
    },
    whichLog: l10n.t('Which log'),
    log: {
      lines: l10n.t('What was printed'),
      none: l10n.t('There is no text log: {0} holds numbers only.'),
      empty: l10n.t('Nothing has been printed yet.'),
      loading: l10n.t('Reading the log…'),
      earlier: l10n.t('Earlier lines'),
      toEnd: l10n.t('To the end'),
      search: l10n.t('Search the whole log'),
      searchWhy: l10n.t(
        'Capitals count only if there are some. Enter: next, Shift+Enter: previous, Escape: back to the log.',
      ),
      searching: l10n.t('Searching… {0} so far'),
      notFound: l10n.t('Not found'),
      found: l10n.t('{0} of {1}'),
      foundSoFar: l10n.t('{0} of {1} so far'),
      goOn: l10n.t('Go on searching'),
      next: l10n.t('Next match'),
      previous: l10n.t('Previous match'),
      clear: l10n.t('Back to the log'),
    },
    checkpoints: {
      none: l10n.t('No checkpoints, adapters or models yet.'),
      noneKnown: l10n.t(
        'Which checkpoints a log belongs to is known for runs of the workbench and folders of checkpoints.',
      ),
      name: l10n.t('Name'),
      step: l10n.t('Step'),
      detail: l10n.t('Size and time'),
      open: l10n.t('Open {0}'),
      kinds: {
        checkpoint: l10n.t('Checkpoint'),
        adapter: l10n.t('Adapter'),
        model: l10n.t('Model'),
      },
    },
    arguments: {
      unknown: l10n.t('The arguments are not known: the log does not tell them. They are in the script.'),
      name: l10n.t('Argument'),
      value: l10n.t('Value'),
      all: l10n.t('Show all {0}'),
      differing: l10n.t('Only the {0} that differ'),
      same: l10n.t('All {0} known arguments are the same.'),
      suspect: l10n.t('A finding suggests {0}'),
      notSaid: l10n.t('not known'),
    },
  };
}

function openStrings() {
  return {
    title: l10n.t('Is the training going well?'),
    intro: l10n.t(
      'Open the log of a training, of yours or of anybody, to see its curves and what may be wrong with it.',
    ),
    kinds: [
      l10n.t('the folder of a run, or a folder with checkpoints'),
      l10n.t('a console log with the losses in it, progress bars and all'),
      l10n.t('trainer_state.json or metrics.jsonl'),
      l10n.t('a folder with TensorBoard event files'),
    ],
    choose: l10n.t('Choose a File or Folder…'),
    dropHere: l10n.t('Or drop one here. Hold Shift while you do: else the editor opens it as a file.'),
    dropNow: l10n.t('Drop to open'),
    dropNowAdd: l10n.t('Drop to add it to this panel'),
    paste: l10n.t('Or paste what the training printed (Ctrl+V, on a Mac ⌘V):'),
    pasteHere: l10n.t('Paste the log here'),
    diagnose: l10n.t('Diagnose'),
    tooLarge: l10n.t(
      '{0} is too large to be dropped ({1}). Open it with “Choose a File or Folder…” or “Add Run…”.',
    ),
    tooLargePaste: l10n.t('That is too much text to paste ({0}). Save it to a file and open that.'),
    isFolder: l10n.t(
      '{0} is a folder, which cannot be read by dropping it. Open it with “Choose a File or Folder…” or “Add Run…”.',
    ),
    unreadable: l10n.t('{0} cannot be read: {1}. Open it with “Choose a File or Folder…” or “Add Run…”.'),
    nothing: l10n.t('Nothing in there is a file or text.'),
    dismiss: l10n.t('Dismiss'),
  };
}

export type HealthStrings = Readonly<ReturnType<typeof healthStrings>>;

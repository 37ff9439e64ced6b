/**
 * Asks others something that they may never answer. Nobody waits longer than the deadline; what is answered later is
 * remembered and announced, and until then the last answer stands.
 */
export class PatientQuestion<Answer> {
  private known: Answer;
  private pending: Promise<Answer> | undefined;
  private isOverdue = false;

  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly nothing: Answer,
    private readonly answeredLate: () => void,
    private readonly milliseconds: number,
  ) {
    this.known = nothing;
  }

  /** Never rejects: a question that fails has no answer. */
  async answer(): Promise<Answer> {
    const pending = this.pending ?? this.begin();
    // Who has waited for it once does not wait again.
    if (!this.isOverdue && !(await isSettledWithin(pending, this.milliseconds))) {
      this.isOverdue = this.pending === pending;
    }
    return this.known;
  }

  /** What was asked before is about something that has changed since. */
  askAgain(): void {
    this.pending = undefined;
    this.isOverdue = false;
  }

  private begin(): Promise<Answer> {
    const pending = this.ask().catch(() => this.nothing);
    this.pending = pending;
    this.isOverdue = false;
    void pending.then((answer) => {
      if (this.pending === pending) {
        const isLate = this.isOverdue;
        this.known = answer;
        this.askAgain();
        if (isLate) {
          this.answeredLate();
        }
      }
    });
    return pending;
  }
}

async function isSettledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** So small beside 1 that a double does not tell it from 0. */
const NOTHING = 1e-17;

/**
 * TensorBoard's exponential moving average, reckoned on as points are added. With weight s, of the finite values v:
 * a(0) = 0, a(t) = s·a(t-1) + (1-s)·v(t), and what is drawn is a(t) / (1 - s^t): without the division it would lean
 * towards 0 in the beginning ("debiased"). A value that is no number stays as it is and counts for nothing; as long as
 * all values are the same, they are drawn as they are.
 *
 * The formula: tensorboard/webapp/widgets/line_chart_v2/data_transformer.ts (`classicSmoothing`) of TensorBoard 2.
 */
export class Smoothing {
  values = new Float32Array(0);
  length = 0;
  private average = 0;
  /** s^t. */
  private power = 1;
  private first = NaN;
  private constant = true;

  constructor(private weight: number) {}

  /** Begins anew with another weight, in the memory that it has. */
  restart(weight: number): void {
    this.weight = weight;
    this.length = 0;
    this.average = 0;
    this.power = 1;
    this.first = NaN;
    this.constant = true;
  }

  /** Goes on to the first `length` of the values. Those that it saw before must be the same. */
  extend(raw: Float32Array, length: number): void {
    if (this.values.length < length) {
      const before = this.values;
      this.values = new Float32Array(raw.length);
      this.values.set(before.subarray(0, this.length));
    }
    const { weight, values } = this;
    const share = 1 - weight;
    let { average, power, first, constant } = this;
    let at = this.length;
    for (; at < length && (power > 0 || constant); at++) {
      const value = raw[at] ?? NaN;
      // Not finite: a number that is subtracted from itself is 0, but these are not.
      if (value - value !== 0) {
        values[at] = value;
        continue;
      }
      average = average * weight + share * value;
      if (power > 0) {
        power *= weight;
        if (power < NOTHING) {
          power = 0;
        }
      }
      if (constant) {
        if (first !== first) {
          first = value;
        }
        constant = value === first;
      }
      values[at] = constant ? value : average / (1 - power);
    }
    // What it would lean towards in the beginning is forgotten: no division any more, which costs most of the time.
    for (; at < length; at++) {
      const value = raw[at] ?? NaN;
      if (value - value !== 0) {
        values[at] = value;
      } else {
        average = average * weight + share * value;
        values[at] = average;
      }
    }
    this.average = average;
    this.power = power;
    this.first = first;
    this.constant = constant;
    this.length = length;
  }
}

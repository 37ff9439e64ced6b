import { expect, test } from 'vitest';
import { lineStyle, type Theme } from '../../extension/webview/health/colours';

const theme: Theme = {
  lines: ['blue', 'orange', 'green', 'purple', 'yellow', 'red'],
  foreground: '#ccc',
  muted: '#999',
  grid: '#ccc',
  background: '#000',
  severity: { error: 'red', warning: 'yellow', info: 'blue' },
  highContrast: false,
  font: 'sans-serif',
};

test('two dozen runs can be told apart: six colours, then other patterns of the line', () => {
  const styles = Array.from({ length: 24 }, (_, run) => lineStyle(theme, run));
  expect(new Set(styles.map(({ colour, dash }) => `${colour} ${dash.join(' ')}`)).size).toBe(24);
  expect(styles.slice(0, 6).every(({ dash }) => dash.length === 0)).toBe(true);
});

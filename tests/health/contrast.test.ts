import { expect, test } from 'vitest';
import { canBeSeen } from '../../extension/webview/health/contrast';

test.each([
  ['#d18616', '#1f1f1f', true],
  ['#612d11', '#1f1f1f', false],
  ['#623315ff', '#1f1f1f', false],
  ['#3794ff10', '#1f1f1f', false],
  ['rgb(55, 148, 255)', '#1f1f1f', true],
  ['rgba(55, 148, 255, 0.1)', '#1f1f1f', false],
  ['#ff0', '#fff', false],
  ['#000', 'rgb(255 255 255)', true],
])('%s on %s can be seen: %s', (colour, background, seen) => {
  expect(canBeSeen(colour, background)).toBe(seen);
});

test('what is no number is taken as it is', () => {
  expect(canBeSeen('color(display-p3 0 0 0)', '#000')).toBe(true);
});

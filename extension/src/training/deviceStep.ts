// Which devices: with what is free on each, the freest ticked.
import * as vscode from 'vscode';
import type { Device, Devices } from '../protocol';
import { askSeveral, type Back, BACK, type StepOptions } from './quickSteps';
import { deviceDescription, deviceName, joined } from './words';

export interface DeviceItem extends vscode.QuickPickItem {
  readonly device: Device;
}

/** With the CPU alone there is nothing to choose. */
export function isChoice({ devices }: Devices): boolean {
  return devices.some(({ kind }) => kind !== 'cpu');
}

export function preselected({ devices }: Devices): readonly string[] {
  return devices.filter((device) => device.preselected).map(({ id }) => id);
}

/** What was chosen before, as far as it is still there; else the freest. */
export function ticked(found: Devices, chosen: readonly string[]): readonly string[] {
  const there = chosen.filter((id) => found.devices.some((device) => device.id === id));
  return there.length > 0 ? there : preselected(found);
}

export async function askDevices(
  found: Devices,
  chosen: readonly string[],
  options: StepOptions,
): Promise<readonly string[] | Back | undefined> {
  const items = deviceItems(found.devices);
  const selected = items.filter(({ device }) => chosen.includes(device.id));
  const answer = await askSeveral({
    ...options,
    placeholder: joined([
      vscode.l10n.t('Devices of this run; several share it through accelerate'),
      found.note ?? '',
    ]),
    items,
    active: selected[0],
    selected,
    settle: together,
  });
  return answer === undefined || answer === BACK ? answer : answer.map(({ device }) => device.id);
}

export function deviceItems(devices: readonly Device[]): readonly DeviceItem[] {
  return devices.map((device) => ({
    label: deviceName(device),
    description: deviceDescription(device),
    device,
  }));
}

/** One run computes on GPUs or on the CPU: what was ticked last wins. */
export function together(
  selected: readonly DeviceItem[],
  before: readonly DeviceItem[],
): readonly DeviceItem[] {
  const kinds = new Set(selected.map(({ device }) => device.kind));
  if (kinds.size < 2) {
    return selected;
  }
  const added = selected.find((item) => !before.includes(item))?.device.kind ?? selected[0]?.device.kind;
  return selected.filter(({ device }) => device.kind === added);
}

import type { PackageVersion, ServerStatus } from '../protocol';
import type { Resolution } from './interpreterTypes';

/** What the status bar says, put together from what is known. No VS Code in here: it is tested as text. */
export function statusText(resolution: Resolution | undefined, status: ServerStatus | undefined): string {
  if (resolution === undefined) {
    return '$(hubot) Transformers';
  }
  if (resolution.kind !== 'found') {
    return '$(hubot) Python?';
  }
  const { version, environment } = resolution.interpreter;
  const python = version.split('.').slice(0, 2).join('.');
  const parts = [environment === '' ? python : `${python} (${environment})`];
  const transformers = findPackage(status, 'transformers');
  if (transformers?.version) {
    parts.push(`transformers ${transformers.version.split('.').slice(0, 2).join('.')}`);
  }
  const icon = status?.busy === true || status?.health === 'starting' ? '$(loading~spin)' : '$(hubot)';
  return `${icon} ${parts.join(' · ')}`;
}

/** What something needs that is not there. A package nothing needs yet is not missed. */
export function missingPackages(status: ServerStatus | undefined): readonly PackageVersion[] {
  return (status?.packages ?? []).filter(({ version, neededFor }) => version === null && neededFor !== '');
}

/** What is worth a line in the tooltip: what is there, and what is missed. */
export function shownPackages(status: ServerStatus | undefined): readonly PackageVersion[] {
  return (status?.packages ?? []).filter(({ version, neededFor }) => version !== null || neededFor !== '');
}

/** What pip is told to install for a missing package. */
export function requirement({ name, requirement }: PackageVersion): string {
  return requirement === undefined || requirement === '' ? name : requirement;
}

function findPackage(status: ServerStatus | undefined, name: string): PackageVersion | undefined {
  return status?.packages?.find((entry) => entry.name === name);
}

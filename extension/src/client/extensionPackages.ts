import * as vscode from 'vscode';
import { ENVIRONMENTS_EXTENSION, exportsOf } from './pythonExtensions';
import { PatientQuestion } from './patientQuestion';

/** What the Python Environments extension has for packages; an environment is a value of its own. */
interface PackagesApi {
  resolveEnvironment(python: vscode.Uri): Promise<object | undefined>;
  managePackages(environment: object, options: { readonly install: string[] }): Promise<void>;
}

export type InstallByExtension = (requirements: readonly string[]) => Promise<void>;

const ANSWER_MILLISECONDS = 10_000;

/** undefined when the extension is not there, has no such function, does not know this Python, or does not answer. */
export async function findExtensionInstaller(python: string): Promise<InstallByExtension | undefined> {
  const ask = async (): Promise<InstallByExtension | undefined> => {
    const api = await exportsOf<PackagesApi>(ENVIRONMENTS_EXTENSION, 'managePackages');
    const environment = await api?.resolveEnvironment(vscode.Uri.file(python));
    return api && environment
      ? (requirements) => api.managePackages(environment, { install: [...requirements] })
      : undefined;
  };
  const nobodyWaits = (): void => undefined;
  return new PatientQuestion(ask, undefined, nobodyWaits, ANSWER_MILLISECONDS).answer();
}

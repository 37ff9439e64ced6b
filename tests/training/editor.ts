// What these tests need of VS Code: what the room of TensorBoard needs, and a little more.
import { clientMock, vscodeMock as shared } from '../tensorboard/editor';

export { clientMock };

export const vscodeMock = () => {
  const base = shared();
  const configured = new Map<string, unknown>();
  class ThemeIcon {
    constructor(
      readonly id: string,
      readonly color?: unknown,
    ) {}
  }
  return {
    ...base,
    configured,
    ThemeIcon,
    TreeItemCollapsibleState: { None: 0, Collapsed: 1 },
    QuickPickItemKind: { Separator: -1, Default: 0 },
    InputBoxValidationSeverity: { Info: 1, Warning: 2, Error: 3 },
    QuickInputButtons: { Back: { iconPath: 'back' } },
    FileType: { Directory: 2 },
    workspace: {
      ...base.workspace,
      getConfiguration: () => ({ get: (name: string, value: unknown) => configured.get(name) ?? value }),
    },
  };
};

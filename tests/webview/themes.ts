// The theme variables VS Code gives a webview, as far as the preview uses them: Dark Modern, Light Modern
// and Dark High Contrast.
const shared = `
  --vscode-font-family: system-ui, 'Segoe UI', sans-serif; --vscode-font-size: 13px;
  --vscode-editor-font-family: 'DejaVu Sans Mono', monospace; --vscode-editor-font-size: 13px;`;

export const themes = {
  dark: `${shared}
  --vscode-foreground: #cccccc; --vscode-descriptionForeground: #9d9d9d; --vscode-errorForeground: #f85149;
  --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc; --vscode-sideBar-background: #181818;
  --vscode-panel-border: #2b2b2b; --vscode-widget-border: #313131; --vscode-focusBorder: #0078d4;
  --vscode-input-background: #313131; --vscode-input-foreground: #cccccc; --vscode-input-border: #3c3c3c;
  --vscode-input-placeholderForeground: #989898; --vscode-settings-checkboxForeground: #cccccc;
  --vscode-dropdown-background: #313131; --vscode-dropdown-foreground: #cccccc; --vscode-dropdown-border: #3c3c3c;
  --vscode-icon-foreground: #cccccc; --vscode-textLink-foreground: #4daafc;
  --vscode-toolbar-hoverBackground: rgba(90, 93, 94, 0.31); --vscode-inputOption-activeBackground: #2489db82;
  --vscode-inputOption-activeBorder: #2488db; --vscode-inputOption-activeForeground: #ffffff;
  --vscode-charts-purple: #b180d7; --vscode-charts-blue: #3794ff; --vscode-charts-green: #89d185;
  --vscode-charts-orange: #d18616; --vscode-charts-yellow: #cca700;
  --vscode-editorWhitespace-foreground: #e3e4e229; --vscode-editorWarning-foreground: #cca700;
  --vscode-inputValidation-errorBackground: #5a1d1d; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-settings-checkboxBackground: #313131; --vscode-settings-checkboxBorder: #3c3c3c;
  --vscode-button-background: #0078d4; --vscode-button-foreground: #ffffff;
  --vscode-button-secondaryBackground: #313131; --vscode-button-secondaryForeground: #cccccc;`,
  light: `${shared}
  --vscode-foreground: #3b3b3b; --vscode-descriptionForeground: #3b3b3b; --vscode-errorForeground: #f85149;
  --vscode-editor-background: #ffffff; --vscode-editor-foreground: #3b3b3b; --vscode-sideBar-background: #f8f8f8;
  --vscode-panel-border: #e5e5e5; --vscode-widget-border: #e5e5e5; --vscode-focusBorder: #005fb8;
  --vscode-input-background: #ffffff; --vscode-input-foreground: #3b3b3b; --vscode-input-border: #cecece;
  --vscode-input-placeholderForeground: #767676; --vscode-settings-checkboxForeground: #3b3b3b;
  --vscode-dropdown-background: #ffffff; --vscode-dropdown-foreground: #3b3b3b; --vscode-dropdown-border: #cecece;
  --vscode-icon-foreground: #3b3b3b; --vscode-textLink-foreground: #005fb8;
  --vscode-toolbar-hoverBackground: rgba(184, 184, 184, 0.31); --vscode-inputOption-activeBackground: #bed6ed;
  --vscode-inputOption-activeBorder: #005fb8; --vscode-inputOption-activeForeground: #000000;
  --vscode-charts-purple: #652d90; --vscode-charts-blue: #1a85ff; --vscode-charts-green: #388a34;
  --vscode-charts-orange: #d18616; --vscode-charts-yellow: #bf8803;
  --vscode-editorWhitespace-foreground: #33333333; --vscode-editorWarning-foreground: #bf8803;
  --vscode-inputValidation-errorBackground: #f2dede; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-settings-checkboxBackground: #f8f8f8; --vscode-settings-checkboxBorder: #cecece;
  --vscode-button-background: #005fb8; --vscode-button-foreground: #ffffff;
  --vscode-button-secondaryBackground: #e5e5e5; --vscode-button-secondaryForeground: #3b3b3b;`,
  'high-contrast': `${shared}
  --vscode-foreground: #ffffff; --vscode-descriptionForeground: rgba(255, 255, 255, 0.7);
  --vscode-errorForeground: #f48771; --vscode-editor-background: #000000; --vscode-editor-foreground: #ffffff;
  --vscode-sideBar-background: #000000; --vscode-contrastBorder: #6fc3df; --vscode-contrastActiveBorder: #f38518;
  --vscode-panel-border: #6fc3df; --vscode-widget-border: #6fc3df; --vscode-focusBorder: #f38518;
  --vscode-input-background: #000000; --vscode-input-foreground: #ffffff; --vscode-input-border: #6fc3df;
  --vscode-dropdown-background: #000000; --vscode-dropdown-foreground: #ffffff; --vscode-dropdown-border: #6fc3df;
  --vscode-icon-foreground: #ffffff; --vscode-textLink-foreground: #21a6ff;
  --vscode-inputOption-activeBackground: rgba(0, 0, 0, 0); --vscode-inputOption-activeBorder: #6fc3df;
  --vscode-inputOption-activeForeground: #ffffff;
  --vscode-charts-purple: #b180d7; --vscode-charts-blue: #3794ff; --vscode-charts-green: #89d185;
  --vscode-charts-orange: #d18616; --vscode-charts-yellow: #cca700;
  --vscode-editorWarning-foreground: #ffd370; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-settings-checkboxBackground: #000000; --vscode-settings-checkboxBorder: #6fc3df;
  --vscode-button-background: #000000; --vscode-button-foreground: #ffffff; --vscode-button-border: #6fc3df;
  --vscode-button-secondaryBackground: #000000; --vscode-button-secondaryForeground: #ffffff;`,
} as const;

export type Theme = keyof typeof themes;

// Programs that are called Python and only offer to install one: Apple's, whose mere start opens a dialog, and the
// alias of the Microsoft Store. Pure but for asking the disk.

const APPLE_PYTHON = /^\/usr\/bin\/python3?$/;

/** What Apple's stub starts, if it is there: that of the chosen developer folder, of the tools, or of Xcode. */
const DEVELOPER_PYTHONS = [
  '/var/db/xcode_select_link/usr/bin/python3',
  '/Library/Developer/CommandLineTools/usr/bin/python3',
  '/Applications/Xcode.app/Contents/Developer/usr/bin/python3',
];

/** Told without starting anything. */
export async function isAppleStub(
  file: string,
  exists: (file: string) => Promise<boolean>,
): Promise<boolean> {
  if (!APPLE_PYTHON.test(file)) {
    return false;
  }
  const present = await Promise.all(DEVELOPER_PYTHONS.map((python) => exists(python)));
  return !present.includes(true);
}

/** Either the Python of the Store or the offer to get it: only starting it tells which. */
export function isStoreAlias(file: string): boolean {
  return /[\\/]Microsoft[\\/]WindowsApps[\\/]python[\d.]*\.exe$/i.test(file);
}

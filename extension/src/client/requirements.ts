// What pip takes for the name of a project, perhaps with extras and versions, and for nothing else. Pure.

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?';
const VERSION = '(?:===?|~=|!=|<=|>=|<|>) ?[A-Za-z0-9.*+!_-]{1,50}';
const REQUIREMENT = new RegExp(`^${NAME}(?:\\[${NAME}(?:, ?${NAME})*\\])?(?:${VERSION}(?:, ?${VERSION})*)?$`);

/** No option, path, or address: pip would take those for orders of its own. */
export function isRequirement(text: string): boolean {
  return REQUIREMENT.test(text);
}

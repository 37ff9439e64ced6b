// Shows sections in the DOM and, when they change, touches only the nodes that differ: a key press in a prompt of
// thousands of nodes must not cost thousands of nodes.
import { type Section, type Segment, withGlyphs } from './segments';

export class TextPainter {
  private sections: readonly Section[] = [];

  constructor(
    private readonly container: HTMLElement,
    private readonly label: (section: Section) => string,
  ) {}

  paint(sections: readonly Section[]): void {
    const { container } = this;
    replaceMiddle(container, this.sections, sections, isSameSection, (before, now, node) => {
      if (before !== undefined && node instanceof HTMLElement && isSameFrame(before, now)) {
        paintSegments(node, before.segments, now.segments);
        return node;
      }
      return this.createSection(now);
    });
    this.sections = sections;
  }

  private createSection(section: Section): HTMLElement {
    const element = document.createElement('span');
    element.className = `section ${section.part} ${section.block ? 'block' : 'inline'}`;
    element.dataset.part = section.part;
    element.dataset.role = section.role;
    element.dataset.label = this.label(section);
    paintSegments(element, [], section.segments);
    return element;
  }
}

function paintSegments(element: HTMLElement, before: readonly Segment[], now: readonly Segment[]): void {
  replaceMiddle(element, before, now, isSameSegment, (old, segment, node) => {
    const text = withGlyphs(segment);
    if (old !== undefined && node !== undefined && old.kind === segment.kind) {
      const target = segment.kind === 'text' ? node : node.firstChild;
      if (target !== null) {
        target.nodeValue = text;
        return node;
      }
    }
    return createSegment(segment, text);
  });
}

function createSegment(segment: Segment, text: string): Node {
  const node = document.createTextNode(text);
  if (segment.kind === 'text') {
    return node;
  }
  const span = document.createElement('span');
  span.className = segment.kind === 'special' ? 'special' : 'glyph';
  span.append(node);
  if (segment.kind === 'space') {
    // A dot does not let the line break as the space it stands for does.
    span.append(document.createElement('wbr'));
  }
  return span;
}

/** Keeps the children of the common beginning and end, and updates or replaces those between. */
function replaceMiddle<Item>(
  parent: HTMLElement,
  before: readonly Item[],
  now: readonly Item[],
  same: (one: Item, other: Item) => boolean,
  update: (before: Item | undefined, now: Item, node: ChildNode | undefined) => Node,
): void {
  const at = (items: readonly Item[], index: number): Item => items[index] as Item;
  const shortest = Math.min(before.length, now.length);
  let prefix = 0;
  while (prefix < shortest && same(at(before, prefix), at(now, prefix))) {
    prefix++;
  }
  let suffix = 0;
  while (
    suffix < shortest - prefix &&
    same(at(before, before.length - 1 - suffix), at(now, now.length - 1 - suffix))
  ) {
    suffix++;
  }
  const oldNodes = [...parent.childNodes].slice(prefix, before.length - suffix);
  const after = parent.childNodes[before.length - suffix] ?? null;
  const added = document.createDocumentFragment();
  for (let index = prefix; index < now.length - suffix; index++) {
    const node = oldNodes[index - prefix];
    const old = node === undefined ? undefined : before[index];
    const result = update(old, at(now, index), node);
    if (node === undefined) {
      added.append(result);
    } else if (result !== node) {
      parent.replaceChild(result, node);
    }
  }
  for (const left of oldNodes.slice(now.length - suffix - prefix)) {
    left.remove();
  }
  parent.insertBefore(added, after);
}

function isSameSegment(one: Segment, other: Segment): boolean {
  return one.kind === other.kind && one.text === other.text;
}

function isSameFrame(one: Section, other: Section): boolean {
  return one.part === other.part && one.role === other.role && one.block === other.block;
}

function isSameSection(one: Section, other: Section): boolean {
  return (
    isSameFrame(one, other) &&
    one.segments.length === other.segments.length &&
    one.segments.every((segment, index) => {
      const counterpart = other.segments[index];
      return counterpart !== undefined && isSameSegment(segment, counterpart);
    })
  );
}

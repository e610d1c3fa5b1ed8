import type { MentionNodeAttrs, MentionOptions } from '@tiptap/extension-mention';
import type { SuggestionProps } from '@tiptap/suggestion';

import type { Named } from '@/shared/api';
import { isComposing } from '@/shared/lib/composing';

type Suggestion = MentionOptions<Named>['suggestion'];
type Written = SuggestionProps<Named, MentionNodeAttrs>;

const SHOWN = 8;

/** Whom one may mention. They may come after the first letters: `whenChanged` tells of it until what it returns is called. */
export interface Mentionable {
  all: () => readonly Named[];
  whenChanged: (heard: () => void) => () => void;
}

function matches(person: Named, query: string): boolean {
  return person.name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}

function emptyList(label: string): HTMLUListElement {
  const list = document.createElement('ul');
  list.className = 'pop pick';
  list.id = 'mention-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', label);
  return list;
}

/**
 * The list under "@": a listbox that keeps focus in the text and tells its choice through
 * `aria-activedescendant`, as a combobox does.
 */
class MentionList {
  private readonly list: HTMLUListElement;
  private items: readonly Named[] = [];
  private active = 0;
  private written: Written | null = null;
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly people: Mentionable,
    label: string,
  ) {
    this.list = emptyList(label);
  }

  start(written: Written): void {
    this.active = 0;
    written.editor.view.dom.setAttribute('aria-controls', this.list.id);
    this.update(written);
    this.endings.push(
      written.mount(this.list),
      this.people.whenChanged(() => this.find()),
    );
  }

  update(written: Written): void {
    this.written = written;
    this.find();
  }

  takes(event: KeyboardEvent): boolean {
    const current = this.items[this.active];
    if (!current) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active = (this.active + step + this.items.length) % this.items.length;
      this.draw();
      return true;
    }
    if (isComposing(event) || (event.key !== 'Enter' && event.key !== 'Tab')) return false;
    this.choose(current);
    return true;
  }

  end(): void {
    this.field?.removeAttribute('aria-activedescendant');
    this.field?.removeAttribute('aria-controls');
    for (const end of this.endings.splice(0)) end();
  }

  private get field(): HTMLElement | undefined {
    return this.written?.editor.view.dom;
  }

  private choose(person: Named): void {
    this.written?.command({ id: String(person.id), label: person.name });
  }

  private find(): void {
    const query = this.written?.query ?? '';
    this.items = this.people.all().filter((person) => matches(person, query)).slice(0, SHOWN);
    this.active = Math.min(this.active, Math.max(0, this.items.length - 1));
    this.draw();
  }

  private draw(): void {
    this.list.replaceChildren(...this.items.map((person, at) => this.option(person, at === this.active)));
    this.list.hidden = this.items.length === 0;
    const current = this.items[this.active];
    if (current) this.field?.setAttribute('aria-activedescendant', `mention-${current.id}`);
    else this.field?.removeAttribute('aria-activedescendant');
  }

  private option(person: Named, isActive: boolean): HTMLLIElement {
    const option = document.createElement('li');
    option.id = `mention-${person.id}`;
    option.className = isActive ? 'mi on' : 'mi';
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(isActive));
    option.textContent = person.name;
    option.addEventListener('mousedown', (event) => {
      event.preventDefault();
      this.choose(person);
    });
    return option;
  }
}

/**
 * The list fills itself. The plugin's `items` come a moment after each letter, and until then the list would
 * be empty, and Enter a new line.
 */
export function mentionSuggestion(people: Mentionable, label: string): Suggestion {
  return {
    render: () => {
      const list = new MentionList(people, label);
      return {
        onStart: (written) => list.start(written),
        onUpdate: (written) => list.update(written),
        onKeyDown: ({ event }) => list.takes(event),
        onExit: () => list.end(),
      };
    },
  };
}

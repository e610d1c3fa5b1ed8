import type { MentionOptions } from '@tiptap/extension-mention';

import { isComposing } from '@/shared/lib/composing';
import type { Named } from '@/shared/api';

type Suggestion = MentionOptions<Named>['suggestion'];

const SHOWN = 8;

function matches(person: Named, query: string): boolean {
  return person.name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}

/**
 * The list under "@": a listbox that keeps focus in the text and tells its choice through
 * `aria-activedescendant`, as a combobox does.
 */
export function mentionSuggestion(people: () => readonly Named[], label: string): Suggestion {
  return {
    items: ({ query }) => people().filter((person) => matches(person, query)).slice(0, SHOWN),
    render: () => {
      const list = document.createElement('ul');
      list.className = 'pop pick';
      list.id = 'mention-list';
      list.setAttribute('role', 'listbox');
      list.setAttribute('aria-label', label);
      let unmount: (() => void) | null = null;
      let items: Named[] = [];
      let choose: (person: Named) => void = () => undefined;
      let field: HTMLElement | null = null;
      let active = 0;

      const draw = () => {
        list.replaceChildren(
          ...items.map((person, at) => {
            const option = document.createElement('li');
            option.id = `mention-${person.id}`;
            option.className = at === active ? 'mi on' : 'mi';
            option.setAttribute('role', 'option');
            option.setAttribute('aria-selected', String(at === active));
            option.textContent = person.name;
            option.addEventListener('mousedown', (event) => {
              event.preventDefault();
              choose(person);
            });
            return option;
          }),
        );
        list.hidden = items.length === 0;
        const current = items[active];
        if (current) field?.setAttribute('aria-activedescendant', `mention-${current.id}`);
        else field?.removeAttribute('aria-activedescendant');
      };

      return {
        onStart: (props) => {
          field = props.editor.view.dom;
          field.setAttribute('aria-controls', list.id);
          items = props.items;
          choose = (person) => props.command({ id: String(person.id), label: person.name });
          active = 0;
          draw();
          unmount = props.mount(list);
        },
        onUpdate: (props) => {
          items = props.items;
          choose = (person) => props.command({ id: String(person.id), label: person.name });
          active = Math.min(active, Math.max(0, items.length - 1));
          draw();
        },
        onKeyDown: ({ event }) => {
          const current = items[active];
          if (!current) return false;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            const step = event.key === 'ArrowDown' ? 1 : -1;
            active = (active + step + items.length) % items.length;
            draw();
            return true;
          }
          if (!isComposing(event) && (event.key === 'Enter' || event.key === 'Tab')) {
            choose(current);
            return true;
          }
          return false;
        },
        onExit: () => {
          field?.removeAttribute('aria-activedescendant');
          field?.removeAttribute('aria-controls');
          unmount?.();
          unmount = null;
        },
      };
    },
  };
}

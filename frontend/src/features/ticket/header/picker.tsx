import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import Check from 'lucide-react/icons/check';
import { useTranslation } from 'react-i18next';

import { isComposing } from '@/shared/lib/composing';
import { Icon, Popover } from '@/shared/ui';

export interface PickerOption {
  value: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
}

export interface PickerProps {
  label: string;
  trigger: ReactNode;
  options: readonly PickerOption[];
  chosen: readonly string[];
  onChoose: (value: string) => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Stays open after a choice, for choosing several. */
  isMany?: boolean;
  /** Words for an option that does not exist yet; without it only known ones can be chosen. */
  createLabel?: (text: string) => string;
}

function matches(option: PickerOption, text: string): boolean {
  return option.label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
}

/** A list with a filter on top: type to narrow it, arrow keys to move, Enter to choose. */
export function Picker(props: PickerProps) {
  return (
    <Popover label={props.label} trigger={props.trigger} isOpen={props.isOpen} onOpenChange={props.onOpenChange}>
      {/* Mounted anew on each opening, so that the filter starts empty. */}
      <PickerList {...props} />
    </Popover>
  );
}

function PickerList({ label, options, chosen, onChoose, onOpenChange, isMany, createLabel }: PickerProps) {
  const { t } = useTranslation('ticket');
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);

  const shown = options.filter((option) => matches(option, text));
  const isNew = text.trim() !== '' && !options.some((option) => option.label === text.trim());
  const rows: PickerOption[] =
    createLabel && isNew ? [...shown, { value: text.trim(), label: createLabel(text.trim()) }] : shown;
  const optionId = (at: number) => `${listId}-${at}`;

  function choose(option: PickerOption | undefined): void {
    if (!option) return;
    onChoose(option.value);
    setText('');
    if (!isMany) onOpenChange(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = (active + step + rows.length) % Math.max(1, rows.length);
      setActive(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && !isComposing(event.nativeEvent)) {
      event.preventDefault();
      choose(rows[active]);
    }
  }

  return (
    <div className="pick">
      <span className="field sm filter">
        <input
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={rows[active] ? optionId(active) : undefined}
          value={text}
          placeholder={t('picker.filter')}
          dir="auto"
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </span>
      <ul ref={list} id={listId} role="listbox" aria-label={label} aria-multiselectable={isMany || undefined}>
        {rows.map((option, at) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled on the field, which keeps the focus
          <li
            key={option.value}
            id={optionId(at)}
            role="option"
            aria-selected={chosen.includes(option.value)}
            className={at === active ? 'mi on' : 'mi'}
            onClick={() => choose(option)}
            onPointerMove={() => setActive(at)}
          >
            {option.icon}
            <span>
              <bdi>{option.label}</bdi>
              {option.hint && <span className="why">{option.hint}</span>}
            </span>
            <span className="r">{chosen.includes(option.value) && <Icon icon={Check} size={14} />}</span>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="hint">{t('picker.none')}</p>}
    </div>
  );
}

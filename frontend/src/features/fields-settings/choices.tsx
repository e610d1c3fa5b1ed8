import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { moved } from '@/shared/lib/moved';
import { Button, Field, Icon, IconButton } from '@/shared/ui';
import type { FieldUse } from './api';

export interface ChoicesProps {
  choices: readonly string[];
  use: FieldUse | null;
  error?: string;
  onChange: (choices: readonly string[]) => void;
}

/** The values of a choice in their order; Enter adds one, Alt and the arrows move it. */
export function Choices({ choices, use, error, onChange }: ChoicesProps) {
  const { t } = useTranslation('fields-settings');
  const box = useRef<HTMLFieldSetElement>(null);
  const focus = (at: number): void =>
    void requestAnimationFrame(() => box.current?.querySelectorAll<HTMLElement>('li input')[at]?.focus());
  const add = (at: number): void => {
    onChange([...choices.slice(0, at), '', ...choices.slice(at)]);
    focus(at);
  };
  const move = (at: number, by: -1 | 1): void => {
    if (at + by < 0 || at + by >= choices.length) return;
    onChange(moved(choices, at, at + by));
    focus(at + by);
  };
  const onKey = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      add(at + 1);
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      move(at, event.key === 'ArrowUp' ? -1 : 1);
    }
  };
  const countOf = (value: string): number | undefined => use?.choices.find((one) => one.value === value)?.count;
  const gone = (use?.choices ?? []).filter(({ value }) => !choices.includes(value));
  return (
    <fieldset ref={box} className="fset-choices" aria-invalid={error ? true : undefined} tabIndex={-1}>
      <legend className="lab">{t('choices.title')}</legend>
      <ol>
        {/* A choice is known by its place while it is typed. */}
        {choices.map((value, at) => (
          <li key={at}>
            <Field
              hideLabel
              size="sm"
              label={t('choices.nth', { place: at + 1 })}
              dir="auto"
              maxLength={120}
              value={value}
              onChange={(event) => onChange(choices.map((one, place) => (place === at ? event.target.value : one)))}
              onKeyDown={(event) => onKey(event, at)}
            />
            <span className="t3 f12 nw">{countOf(value) ? t('choices.recent', { count: countOf(value) }) : ''}</span>
            <span className="nw">
              <IconButton label={t('up', { name: value || at + 1 })} disabled={at === 0} onClick={() => move(at, -1)}>
                <Icon icon={ArrowUp} />
              </IconButton>
              <IconButton label={t('down', { name: value || at + 1 })} disabled={at === choices.length - 1} onClick={() => move(at, 1)}>
                <Icon icon={ArrowDown} />
              </IconButton>
              <IconButton
                label={t('choices.remove', { name: value || at + 1 })}
                onClick={() => {
                  onChange(choices.filter((_, place) => place !== at));
                  focus(Math.max(0, at - 1));
                }}
              >
                <Icon icon={X} />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      <Button size="sm" icon={<Icon icon={Plus} />} onClick={() => add(choices.length)}>
        {t('choices.add')}
      </Button>
      {error ? <p className="hint bad">{error}</p> : null}
      {gone.length > 0 ? (
        <p className="hint" dir="auto">
          {t('choices.gone', { names: gone.map(({ value }) => value).join(', ') })}
        </p>
      ) : null}
    </fieldset>
  );
}

import { useId, useRef, useState, type KeyboardEvent } from 'react';
import Zap from 'lucide-react/icons/zap';
import { useTranslation } from 'react-i18next';

import { isComposing } from '@/shared/lib/composing';
import { Icon, Keys, Popover } from '@/shared/ui';

import { htmlToText } from '../model/plain-text';
import { useActionWords } from './action-words';
import { actionsOf, type TicketMacro } from './staged';
import type { Macros } from './use-macros';

/** The tool that offers macros; `/` at the beginning of a line does the same. */
export function MacroPicker({ macros }: { macros: Macros }) {
  const { t } = useTranslation('ticket');
  return (
    <Popover
      side="top"
      label={t('macros.label')}
      isOpen={macros.isOpen}
      onOpenChange={(isOpen) => (isOpen ? macros.open() : macros.close())}
      onCloseAutoFocus={macros.onCloseAutoFocus}
      trigger={
        <button type="button" className="tool" aria-label={t('macros.label')}>
          <Icon icon={Zap} size={14} />
          <span>{t('macros.label')}</span>
          <Keys keys="/" />
        </button>
      }
    >
      <MacroList macros={macros} />
    </Popover>
  );
}

function matches(macro: TicketMacro, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase().split(/\s+/);
  const all = `${macro.folder} ${macro.name} ${htmlToText(macro.body_html)}`.toLocaleLowerCase();
  return wanted.every((word) => all.includes(word));
}

function MacroList({ macros }: { macros: Macros }) {
  const { t } = useTranslation('ticket');
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const { query } = macros;
  const rows = (query.data?.results ?? []).filter((macro) => matches(macro, text));
  const current = rows[active];
  const optionId = (at: number): string => `${id}-${at}`;

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = (active + step + rows.length) % Math.max(1, rows.length);
      setActive(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && current) macros.choose(current);
    else if (event.key === 'Escape') macros.close();
    // A line may begin with a stroke: the second one writes it.
    else if (event.key === '/' && text === '') macros.writeStroke();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="pick macro-pick">
      <span className="field sm filter">
        <input
          role="combobox"
          aria-label={t('macros.find')}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={current ? optionId(active) : undefined}
          aria-describedby={`${id}-says`}
          value={text}
          placeholder={t('macros.find')}
          dir="auto"
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </span>
      <ul ref={list} id={id} role="listbox" aria-label={t('macros.label')}>
        {rows.map((macro, at) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled on the field, which keeps the focus
          <li
            key={macro.id}
            id={optionId(at)}
            role="option"
            aria-selected={at === active}
            className={at === active ? 'mi on' : 'mi'}
            onClick={() => macros.choose(macro)}
            onPointerMove={() => setActive(at)}
          >
            <span>
              <bdi>{macro.name}</bdi>
              <Why macro={macro} />
            </span>
            <span className="r t3">{macro.folder}</span>
          </li>
        ))}
      </ul>
      {query.isPending && <p className="hint" role="status">{t('macros.loading')}</p>}
      {query.isError && <p className="hint" role="alert">{t('macros.fault')}</p>}
      {query.data && rows.length === 0 && <p className="hint">{query.data.results.length === 0 ? t('macros.none') : t('picker.none')}</p>}
      <Preview id={`${id}-says`} macro={current} />
    </div>
  );
}

/** Why it stands where it does. */
function Why({ macro }: { macro: TicketMacro }) {
  const { t } = useTranslation('ticket');
  const { why, figures } = macro;
  const decided = figures.solved + figures.wrote_again;
  if (why) {
    return (
      <span className="why">
        {t('macros.solved', { solved: why.solved, count: why.similar })} <bdi>{why.shared.join(', ')}</bdi>
      </span>
    );
  }
  if (figures.uses === 0) return null;
  return (
    <span className="why">
      {t('macros.used', { count: figures.uses })}
      {decided > 0 && `, ${t('macros.rate', { solved: figures.solved, count: decided })}`}
    </span>
  );
}

/** The macro on this very ticket, before it is taken. */
function Preview({ id, macro }: { id: string; macro: TicketMacro | undefined }) {
  const { t } = useTranslation('ticket');
  const words = useActionWords();
  if (!macro) return null;
  return (
    <div id={id} className="macro-says">
      {macro.body_html ? <p className="pre" dir="auto">{htmlToText(macro.body_html)}</p> : <p className="t2">{t('macros.noText')}</p>}
      {actionsOf(macro.actions).length > 0 && (
        <p className="t2">{actionsOf(macro.actions).map((name) => words(macro.actions, name)).join(' · ')}</p>
      )}
    </div>
  );
}

import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUsers } from '@/shared/directory';
import { Badge, Button, announce } from '@/shared/ui';
import type { Boundary } from './api';
import { BoundaryEditor } from './boundary-editor';
import { newBoundary } from './boundary-draft';
import { Frame } from './frame';
import { useDraft, type Editing } from './use-draft';

/** What the assistant never handles, each with its owner, reason and review date. */
export function BoundariesScreen() {
  const { t } = useTranslation('assistant-settings');
  const form = useDraft();
  const rows = form.editing?.content.boundaries ?? [];
  const nameless = rows.some(({ label }) => label.trim() === '');
  return (
    <Frame page="boundaries" form={form} lack={nameless ? t('boundaries.nameless') : null}>
      {(editing) => <BoundaryList editing={editing} />}
    </Frame>
  );
}

function BoundaryList({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const [open, setOpen] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);
  const { boundaries } = editing.content;
  const change = (next: Boundary[]): void => editing.set({ boundaries: next });
  const focusOn = (key: string): void => {
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-boundary="${CSS.escape(key)}"]`)?.focus());
  };
  const add = (): void => {
    const made = newBoundary(boundaries);
    change([made, ...boundaries]);
    setOpen(made.key);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('input')?.focus());
  };
  const move = (from: number, to: number): void => {
    const row = boundaries[from];
    if (!row || to < 0 || to >= boundaries.length) return;
    const rest = boundaries.filter((_, at) => at !== from);
    change([...rest.slice(0, to), row, ...rest.slice(to)]);
    announce(t('boundaries.movedTo', { name: row.label, place: to + 1, count: boundaries.length }));
    focusOn(row.key);
  };
  return (
    <section ref={box} className="as-bounds" aria-label={t('boundaries.title')}>
      <header className="as-head">
        <h2>{t('boundaries.title')}</h2>
        <span className="sp" />
        {editing.mayWrite ? (
          <Button size="sm" data-boundary="new" onClick={add}>
            {t('boundaries.add')}
          </Button>
        ) : null}
      </header>
      <p className="hint">{t('boundaries.hint')}</p>
      <ol className="as-rows">
        {boundaries.map((row, place) => (
          <li key={row.key} className={row.is_on ? '' : 'off'}>
            <BoundaryRow
              row={row}
              isOpen={open === row.key}
              isDue={isDue(row)}
              onToggle={() => setOpen(open === row.key ? null : row.key)}
              onMove={editing.mayWrite ? (by) => move(place, place + by) : undefined}
            />
            {open === row.key ? (
              <BoundaryEditor
                row={row}
                isBuiltin={editing.live.builtin_boundaries.includes(row.key)}
                isLocked={!editing.mayWrite}
                onChange={(next) => change(boundaries.map((one) => (one.key === row.key ? next : one)))}
                onRemove={() => {
                  change(boundaries.filter(({ key }) => key !== row.key));
                  setOpen(null);
                  focusOn(boundaries[place + 1]?.key ?? 'new');
                }}
              />
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

const isDue = ({ is_on, review_on }: Boundary): boolean => is_on && review_on !== null && new Date(review_on) <= new Date();

interface RowProps {
  row: Boundary;
  isOpen: boolean;
  isDue: boolean;
  onToggle: () => void;
  onMove: ((by: number) => void) | undefined;
}

function BoundaryRow({ row, isOpen, isDue: due, onToggle, onMove }: RowProps) {
  const { t, i18n } = useTranslation('assistant-settings');
  const owner = useUsers().find(({ id }) => id === row.owner_id);
  const day = row.review_on ? new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(row.review_on)) : null;
  const whom = [...row.segments.map((one) => t(`segment.${one}`)), ...row.account_states.map((one) => t(`state.${one}`))];
  return (
    <button
      type="button"
      className="as-row"
      data-boundary={row.key}
      aria-expanded={isOpen}
      aria-keyshortcuts={onMove ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
      onClick={onToggle}
      onKeyDown={(event) => {
        if (!onMove || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <b className="med" dir="auto">
        {row.label || t('unnamed')}
      </b>
      {row.is_on ? null : <Badge tone="mute">{t('off')}</Badge>}
      {due ? <Badge tone="bad">{t('boundaries.due')}</Badge> : null}
      <span className="t2 f12" dir="auto">
        {whom.length > 0 ? t('boundaries.only', { whom: whom.join(', ') }) : t('boundaries.everybody')}
        {row.keywords.length > 0 ? ` · ${t('boundaries.words', { count: row.keywords.length })}` : ''}
      </span>
      <span className="t3 f12" dir="auto">
        {owner?.name ?? t('boundaries.noOwner')} · {day ? t('boundaries.reviewOn', { day }) : t('boundaries.noReview')}
      </span>
    </button>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Badge, Button, FormSection, Loaded, SelectField } from '@/shared/ui';
import { ActionEditor } from './action-editor';
import { newAction } from './action-draft';
import { ActionSecrets } from './action-secrets';
import { ActionFiguresTable, ActionUses } from './action-uses';
import { actionsQuery, type Action, type ActionFigures, type ActionSource } from './api';
import { Frame } from './frame';
import { useDraft, type Editing } from './use-draft';

/** What the assistant may look up or do for customers who have proven who they are. */
export function ActionsScreen() {
  const { t } = useTranslation('assistant-settings');
  const may = useMay('assistant.read');
  const form = useDraft();
  const query = useQuery({ ...actionsQuery, enabled: may });
  const rows = form.editing?.content.actions ?? [];
  const nameless = rows.some(({ label }) => label.trim() === '');
  const keys = rows.map(({ key }) => key);
  const lack = nameless ? t('actions.nameless') : new Set(keys).size < keys.length ? t('actions.keyTwice') : null;
  return (
    <Frame page="actions" form={form} lack={lack}>
      {(editing) => (
        <Loaded query={query} fault={t('actions.fault')}>
          {({ sources, figures, days }) => (
            <>
              <ActionList editing={editing} sources={sources} figures={figures} />
              <ActionSecrets mayWrite={editing.mayWrite} />
              <FormSection title={t('uses.figures')} hint={t('uses.figuresHint', { count: days })} isWide>
                <ActionFiguresTable rows={figures} />
              </FormSection>
              <ActionUses />
            </>
          )}
        </Loaded>
      )}
    </Frame>
  );
}

interface ListProps {
  editing: Editing;
  sources: readonly ActionSource[];
  figures: readonly ActionFigures[];
}

function ActionList({ editing, sources, figures }: ListProps) {
  const { t } = useTranslation('assistant-settings');
  const [open, setOpen] = useState<number | null>(null);
  const box = useRef<HTMLElement>(null);
  const { actions } = editing.content;
  const change = (next: Action[]): void => editing.set({ actions: next });
  const add = (source: ActionSource | 'lookup' | 'write'): void => {
    change([...actions, newAction(actions, source)]);
    setOpen(actions.length);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('.as-editor input')?.focus());
  };
  const remove = (place: number): void => {
    change(actions.filter((_, at) => at !== place));
    setOpen(null);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('.as-row, select, [data-new]')?.focus());
  };
  return (
    <section ref={box} id="actions" tabIndex={-1} className="as-bounds" aria-label={t('actions.title')}>
      <header className="as-head">
        <h2>{t('actions.title')}</h2>
      </header>
      <p className="hint">{t('actions.hint')}</p>
      {editing.mayWrite ? <NewAction sources={sources} onAdd={add} /> : null}
      {actions.length === 0 ? <p className="t2">{t('actions.none')}</p> : null}
      <ol className="as-rows">
        {actions.map((row, place) => (
          <li key={place} className={row.is_on ? '' : 'off'}>
            <ActionRow row={row} figures={figures.find(({ action }) => action === row.key)} isOpen={open === place} onToggle={() => setOpen(open === place ? null : place)} />
            {open === place ? (
              <ActionEditor
                row={row}
                others={actions.filter((_, at) => at !== place)}
                sources={sources}
                isLocked={!editing.mayWrite}
                onChange={(next) => change(actions.map((one, at) => (at === place ? next : one)))}
                onRemove={() => remove(place)}
              />
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function NewAction({ sources, onAdd }: { sources: readonly ActionSource[]; onAdd: (source: ActionSource | 'lookup' | 'write') => void }) {
  const { t } = useTranslation('assistant-settings');
  const [chosen, setChosen] = useState<string>('lookup');
  const options = [
    ...sources.map(({ key, label }) => ({ value: key, label: t(`actions.source.${key.replace('.', '_')}`, { defaultValue: label }) })),
    { value: 'lookup', label: t('actions.source.http_lookup') },
    { value: 'write', label: t('actions.source.http_write') },
  ];
  return (
    <div className="as-two as-new">
      <SelectField label={t('actions.kindOfNew')} value={chosen} options={options} onChange={setChosen} />
      <div className="as-end">
        <Button size="sm" data-new onClick={() => onAdd(sources.find(({ key }) => key === chosen) ?? (chosen === 'write' ? 'write' : 'lookup'))}>
          {t('actions.add')}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  row: Action;
  figures: ActionFigures | undefined;
  isOpen: boolean;
  onToggle: () => void;
}

function ActionRow({ row, figures, isOpen, onToggle }: RowProps) {
  const { t } = useTranslation('assistant-settings');
  const whom = row.segments.map((one) => t(`segment.${one}`));
  return (
    <button type="button" className="as-row" aria-expanded={isOpen} onClick={onToggle}>
      <b className="med" dir="auto">
        {row.label || t('unnamed')}
      </b>
      <Badge tone={row.is_on ? (row.kind === 'write' ? 'warn' : 'acc') : 'mute'}>{row.is_on ? t(`actions.kind.${row.kind}`) : t('off')}</Badge>
      <span className="t2 f12">
        {row.kind === 'write' ? t(`actions.approvalShort.${row.approval}`) : t('actions.byItself')} · {whom.length > 0 ? t('boundaries.only', { whom: whom.join(', ') }) : t('boundaries.everybody')}
      </span>
      <span className="t3 f12">{figures ? t('actions.usedTimes', { count: figures.used }) : t('actions.neverUsed')}</span>
    </button>
  );
}

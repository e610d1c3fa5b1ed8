import { useTranslation } from 'react-i18next';
import { Button, Chip, Field, SelectField } from '@/shared/ui';
import { useState, type RefObject } from 'react';
import type { AskDefinition, AskQuery } from './ask-api';
import { filterOf, keptOf, measureName, periodOf, withoutGroups, withPart } from './ask-words';

export const ASK_GROUPS = ['segment', 'channel', 'category', 'area', 'team', 'brand', 'company', 'priority', 'status', 'tier', 'assignee', 'ticket', 'day', 'week', 'month'] as const;
const PERIODS = ['7d', '28d', '90d', '365d', 'today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year', 'last_year'] as const;

export interface SentenceProps {
  query: AskQuery;
  definition: AskDefinition | undefined;
  /** Without it, it can only be read. */
  onQuery?: (text: string) => void;
}

/** What was understood, in words; each condition can be taken away, period and groups can be changed. */
export function Sentence({ query, definition, onQuery }: SentenceProps) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const locale = i18n.language;
  const kept = definition ? keptOf(query, definition, t, locale) : null;
  return (
    <div className="toks">
      <b>{measureName(query.measure, t)}</b>
      {query.filters.map((filter) => (
        <Chip
          key={filter.text}
          {...(onQuery ? { removeLabel: t('ask.without', { name: t(`ask.field.${filter.field}`) }), onRemove: () => onQuery(query.text.replace(` ${filter.text}`, '')) } : {})}
        >
          <span className="t2">{t(filter.is_not ? 'ask.isNot' : 'ask.is', { name: t(`ask.field.${filter.field}`) })}</span> {filterOf(filter, t, locale)}
        </Chip>
      ))}
      {onQuery ? <Choices query={query} onQuery={onQuery} /> : <Told query={query} />}
      {kept === null ? null : <Chip>{t('ask.kept', { value: kept })}</Chip>}
      {query.within === null ? null : <Chip>{t('ask.within', { count: query.within })}</Chip>}
      {query.sort === '' ? null : <Chip>{t(`ask.sorted.${query.sort}`)}</Chip>}
      {query.limit === null ? null : <Chip>{t('ask.limit', { count: query.limit })}</Chip>}
    </div>
  );
}

function Told({ query }: { query: AskQuery }) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  return (
    <>
      {query.by === '' ? null : <Chip>{t('ask.by', { name: t(`ask.group.${query.by}`) })}</Chip>}
      <Chip>{periodOf(query, t, i18n.language)}</Chip>
    </>
  );
}

function Choices({ query, onQuery }: { query: AskQuery; onQuery: (text: string) => void }) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const now = query.period === 'days' ? `${query.days ?? 1}d` : query.period;
  const own = PERIODS.includes(now as (typeof PERIODS)[number]) ? [] : [{ value: now, label: periodOf(query, t, i18n.language) }];
  const named = PERIODS.map((value) => ({ value: value, label: value.endsWith('d') ? t('days', { count: Number(value.slice(0, -1)) }) : t(`ask.period.${value}`) }));
  const groups = ASK_GROUPS.map((value) => ({ value: value, label: t('ask.by', { name: t(`ask.group.${value}`) }) }));
  return (
    <>
      <SelectField
        hideLabel
        label={t('tellBy')}
        value={query.by}
        options={[{ value: '', label: t('ask.inAll') }, ...groups]}
        onChange={(by) => onQuery(by === '' ? withoutGroups(query.text) : withPart(query.text, 'by', by))}
      />
      <SelectField hideLabel label={t('period_label')} value={now} options={[...own, ...named]} onChange={(when) => onQuery(withPart(query.text, 'period', when))} />
    </>
  );
}

/** The query as text, to be written. */
export function QueryForm({ text, onQuery, inputRef }: { text: string; onQuery: (text: string) => void; inputRef?: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('insights');
  const [value, setValue] = useState(text);
  return (
    <form
      className="aqq"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) onQuery(value.trim());
      }}
    >
      <Field ref={inputRef} label={t('ask.query')} value={value} spellCheck={false} autoComplete="off" maxLength={600} onChange={(event) => setValue(event.target.value)} />
      <Button type="submit">{t('ask.run')}</Button>
    </form>
  );
}

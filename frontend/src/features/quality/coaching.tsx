import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/shared/directory';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Empty, Loaded, SelectField } from '@/shared/ui';
import { coachingQuery, peopleQuery } from './api';
import { useRuleWords } from './rule-words';
import type { QualitySearch } from './search';
import { TeamPart } from './team-part';
import { FEW, type Coaching, type Tally } from './words';

/** The scores of oneself, or for who reviews of anybody and of the assistant. */
export function CoachingPart({ search, onSearch }: { search: QualitySearch; onSearch: (search: QualitySearch) => void }) {
  const { t } = useTranslation('quality');
  const mayReview = useMay('quality.review');
  const { side = 'people', person } = search;
  const query = useQuery(coachingQuery(side, side === 'people' ? person : undefined));
  return (
    /* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */
    <div className="scroll qlco" tabIndex={0} role="region" aria-label={t('view.coaching')}>
      <p className="qlrule">{t('neverPunishLong')}</p>
      {mayReview ? <Whose search={search} onSearch={onSearch} /> : null}
      <Loaded query={query} fault={t('fault')}>
        {(found) => <Found found={found} onOpen={(review) => onSearch({ list: 'all', review })} />}
      </Loaded>
      {mayReview ? <TeamPart onPerson={(id) => onSearch({ tab: 'coaching', person: id })} /> : null}
    </div>
  );
}

/** One's own, without a choice of others. */
export function OwnScores() {
  const { t } = useTranslation('quality');
  const navigate = useNavigate();
  const query = useQuery(coachingQuery('people', undefined));
  return (
    <>
      <p className="qlrule">{t('neverPunishLong')}</p>
      <Loaded query={query} fault={t('fault')}>
        {(found) => <Found found={found} onOpen={(review) => void navigate({ to: '/insights/quality', search: { list: 'all', review } })} />}
      </Loaded>
    </>
  );
}

function Whose({ search, onSearch }: { search: QualitySearch; onSearch: (search: QualitySearch) => void }) {
  const { t } = useTranslation('quality');
  const me = useMe();
  const query = useQuery(peopleQuery);
  const people = query.data?.people.map(({ person }) => person) ?? [];
  const value = search.side === 'assistant' ? 'assistant' : search.person === undefined || search.person === me?.id ? '' : String(search.person);
  const known = value === '' || value === 'assistant' || people.some(({ id }) => String(id) === value) ? [] : [{ value, label: `#${value}` }];
  return (
    <SelectField
      label={t('whose')}
      value={value}
      options={[
        { value: '', label: t('myself') },
        { value: 'assistant', label: t('side.assistant') },
        ...people.filter(({ id }) => id !== me?.id).map(({ id, name }) => ({ value: String(id), label: name })),
        ...known,
      ]}
      onChange={(next) => onSearch(next === 'assistant' ? { tab: 'coaching', side: 'assistant' } : { tab: 'coaching', ...(next ? { person: Number(next) } : {}) })}
    />
  );
}

function Found({ found, onOpen }: { found: Coaching; onOpen: (review: number) => void }) {
  const { t, i18n } = useTranslation('quality');
  const now = useNow(60_000);
  const { conversations, drawn, reviewed } = found;
  return (
    <>
      <h2 dir="auto">{found.person?.name ?? t('side.assistant')}</h2>
      <p className="t2">{t('coverage', { conversations, drawn, reviewed, since: shortDate(found.since, now, i18n.language) })}</p>
      {conversations === 0 ? <Empty title={t('noConversations')} /> : <Levels found={found} />}
      <h3>{t('lately')}</h3>
      {found.results.length === 0 ? <p className="t3">{t('latelyNone')}</p> : null}
      <ul className="qlla">
        {found.results.map((row) => (
          <li key={row.id}>
            <button type="button" className="link" onClick={() => onOpen(row.id)} dir="auto">
              #{row.number} {row.subject}
            </button>{' '}
            <span className="t3 f12">{shortDate(row.ended_at, now, i18n.language)}</span>
            {row.comments.map((one) => (
              <p key={one.id} className="f12" dir="auto">
                <b>{one.by.name}</b>: {one.text}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Levels({ found }: { found: Coaching }) {
  const { t } = useTranslation('quality');
  const words = useRuleWords();
  const of = (tallies: readonly Tally[], key: string): Tally | undefined => tallies.find(({ criterion }) => criterion === key);
  return (
    <table className="dt cards qlta">
      <caption className="vh">{t('levelsTable')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.criterion')}</th>
          <th scope="col">{t('column.sampled')}</th>
          <th scope="col">{t('column.mean')}</th>
          <th scope="col">{t('column.facts')}</th>
        </tr>
      </thead>
      <tbody>
        {found.criteria.map((rule) => {
          const sampled = of(found.sampled, rule.key);
          const facts = of(found.facts, rule.key);
          return (
            <tr key={rule.key}>
              <th scope="row" dir="auto">
                {words(rule).name} {rule.is_in_force ? null : <span className="t3 f11">{t('notInForce')}</span>}
              </th>
              <td data-label={t('column.sampled')}>{sampled ? <Counts tally={sampled} /> : null}</td>
              <td data-label={t('column.mean')}>{sampled === undefined || sampled.mean === null ? <span className="t3">{t('few', { count: FEW })}</span> : t('percent', { value: sampled.mean })}</td>
              <td data-label={t('column.facts')}>{facts ? <Counts tally={facts} /> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** How many have each level, in words, since a share of few says nothing. */
function Counts({ tally }: { tally: Tally }) {
  const { t } = useTranslation('quality');
  const [low = 0, middle = 0, high = 0] = tally.levels;
  if (low + middle + high === 0) return <span className="t3">{t('unjudged', { count: tally.unjudged })}</span>;
  return (
    <span>
      {t('counts', { high, middle, low })}
      {tally.unjudged > 0 ? <span className="t3"> {t('unjudgedMore', { count: tally.unjudged })}</span> : null}
      {tally.by_person > 0 ? <span className="t3"> {t('byPerson', { count: tally.by_person })}</span> : null}
    </span>
  );
}

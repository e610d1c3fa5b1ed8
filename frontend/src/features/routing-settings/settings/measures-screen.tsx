import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '@/shared/api';
import { useMay, useTeams } from '@/shared/directory';
import { localDay } from '@/shared/lib/dates';
import { Button, Field, Loaded, SelectField } from '@/shared/ui';
import { measuresQuery, type MeasuresQuery, type RoutingMeasure } from './api';
import { Frame } from './frame';
import { MeasuredTickets, type Opened } from './measured-tickets';

/** How well routing worked in a period; every figure opens its tickets. */
export function MeasuresScreen() {
  const { t } = useTranslation('routing-settings');
  const may = useMay('routing.write');
  const teams = useTeams();
  const [since, setSince] = useState(() => localDay(Date.now(), 28));
  const [until, setUntil] = useState(() => localDay(Date.now()));
  const [team, setTeam] = useState('');
  const [opened, setOpened] = useState<Opened | null>(null);
  const isPeriod = since !== '' && until !== '' && since <= until;
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const asked: MeasuresQuery = { since, until, timezone, ...(team === '' ? {} : { team_id: Number(team) }) };
  const query = useQuery({ ...measuresQuery(asked), enabled: may && isPeriod });
  return (
    <Frame
      page="measures"
      actions={
        isPeriod ? (
          <a className="btn ghost" href={urlOf('/routing/measures.csv', { query: asked })} download>
            {t('measures.csv')}
          </a>
        ) : null
      }
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('page.measures')}>
        <div className="rt-asked">
          <Field label={t('measures.since')} type="date" value={since} onChange={(event) => setSince(event.target.value)} />
          <Field
            label={t('measures.until')}
            type="date"
            value={until}
            error={isPeriod ? null : t('measures.noPeriod')}
            onChange={(event) => setUntil(event.target.value)}
          />
          <SelectField
            label={t('measures.team')}
            value={team}
            options={[{ value: '', label: t('measures.allTeams') }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
            onChange={setTeam}
          />
        </div>
        <Loaded query={query} fault={t('measures.fault')}>
          <ul className="rt-measures">
            {query.data?.map((one) => (
              <li key={one.measure}>
                <OneMeasure measure={one} onOpen={setOpened} />
              </li>
            ))}
          </ul>
        </Loaded>
        {opened ? <MeasuredTickets asked={asked} opened={opened} onClose={() => setOpened(null)} /> : null}
      </div>
    </Frame>
  );
}

function OneMeasure({ measure, onOpen }: { measure: RoutingMeasure; onOpen: (opened: Opened) => void }) {
  const { t, i18n } = useTranslation('routing-settings');
  const { measure: name, value, part, whole, people } = measure;
  const title = t(`measures.name.${name}`);
  const number = (style: 'percent' | 'decimal'): string =>
    value === null
      ? '–'
      : new Intl.NumberFormat(i18n.language, { style, maximumFractionDigits: style === 'percent' ? 1 : 2 }).format(style === 'percent' ? value / 100 : value);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p className="rt-figure">{number(measure.unit === 'percent' ? 'percent' : 'decimal')}</p>
      <p className="t2">{t(`measures.means.${name}`)}</p>
      <p className="row">
        <Button size="sm" unavailable={part === 0 ? t('measures.none') : null} onClick={() => onOpen({ measure: name, title })}>
          {t('measures.part', { count: part })}
        </Button>
        {name === 'load_spread' ? null : (
          <Button
            size="sm"
            variant="ghost"
            unavailable={whole === 0 ? t('measures.none') : null}
            onClick={() => onOpen({ measure: name, title: t('measures.wholeOf', { title }), isWhole: true })}
          >
            {t('measures.whole', { count: whole })}
          </Button>
        )}
      </p>
      {people.length > 0 ? (
        <ul className="rt-shares">
          {people.map((person) => (
            <li key={person.id}>
              <bdi>{person.name}</bdi>
              <span className="sp" />
              <Button
                size="sm"
                variant="ghost"
                unavailable={person.count === 0 ? t('measures.none') : null}
                aria-label={t('measures.ofPerson', { name: person.name, count: person.count })}
                onClick={() => onOpen({ measure: name, title: person.name, person: person.id })}
              >
                {person.count}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <details className="f12">
        <summary>{t('measures.how')}</summary>
        <p>{t(`measures.formula.${name}`)}</p>
        <p className="t2">{t(`measures.excludes.${name}`)}</p>
      </details>
    </section>
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, workTime } from '@/shared/lib/dates';
import { firstStretches } from '@/shared/lib/stretches';
import { useBrands } from '@/shared/directory';
import { Field, SelectField, useReason } from '@/shared/ui';
import { bodyOf, PRIORITIES, slaApi, type Draft, type Example, type ExampleTicket as Ticket } from './api';
import { CompanyChoice, type Company } from './company-choice';
import { useSettled } from './use-settled';

const SEGMENTS = ['', 'enterprise', 'mid_market', 'smb', 'self_serve'] as const;
const CHANNELS = ['email', 'widget', 'slack', 'web', 'api', 'phone', 'sms', 'social', 'agent'] as const;

const TYPES = ['', 'question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;
const wordsOf = (text: string): string[] => [...new Set(text.split(',').map((tag) => tag.trim()).filter(Boolean))];

const SHOWN_STRETCHES = 6;

const parts = (clock: Example['clocks'][number]) =>
  firstStretches(clock.stretches, clock.due_at ? clock.target_seconds : 0, SHOWN_STRETCHES);

/** A local time for the field, such as "2026-03-13T16:40". */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** An example ticket: which policy takes it, when it is due, and every step of the reason. */
export function ExampleTicket({ drafts, onMatched }: { drafts: readonly Draft[]; onMatched: (position: number | null) => void }) {
  const { t, i18n } = useTranslation('sla-settings');
  const [segment, setSegment] = useState<(typeof SEGMENTS)[number]>('enterprise');
  const [priority, setPriority] = useState<Ticket['priority']>('P2');
  const [channel, setChannel] = useState<Ticket['channel']>('email');
  const brands = useBrands();
  const [type, setType] = useState<(typeof TYPES)[number]>('');
  const [brand, setBrand] = useState('');
  const [company, setCompany] = useState<Company | null>(null);
  const [tags, setTags] = useState('');
  const [at, setAt] = useState(localNow);
  const opened = new Date(at);
  const isTime = !Number.isNaN(opened.getTime());
  const ticket = useSettled(JSON.stringify({ segment, priority, channel, type, brand_id: brand === '' ? null : Number(brand), company_id: company?.id ?? null, tags: wordsOf(tags), ...(isTime ? { at: opened.toISOString() } : {}) }));
  const query = useQuery({
    queryKey: ['sla', 'example', ticket, bodyOf(drafts)],
    queryFn: ({ signal }) => slaApi.example(JSON.parse(ticket) as Ticket, drafts, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = query.data;
  const reason = useReason(query.error);
  const position = found?.position ?? null;
  useEffect(() => onMatched(position), [position, onMatched]);
  const zone = found?.calendar.timezone;
  return (
    <section className="slsec" aria-labelledby="sla-example">
      <h2 id="sla-example">{t('example.title')}</h2>
      <div className="slx">
        <SelectField
          label={t('conditions.segments')}
          value={segment}
          options={SEGMENTS.map((value) => ({ value, label: value === '' ? t('example.noSegment') : t(`shared:segment.${value}`) }))}
          onChange={setSegment}
        />
        <SelectField
          label={t('conditions.priorities')}
          value={priority}
          options={PRIORITIES.map((value) => ({ value, label: t(`shared:priority.${value}`) }))}
          onChange={setPriority}
        />
        <SelectField
          label={t('conditions.channels')}
          value={channel}
          options={CHANNELS.map((value) => ({ value, label: t(`shared:channel.${value}`) }))}
          onChange={setChannel}
        />
        <SelectField
          label={t('conditions.types')}
          value={type}
          options={TYPES.map((value) => ({ value, label: value === '' ? t('example.noType') : t(`shared:type.${value}`) }))}
          onChange={setType}
        />
        {brands.length > 1 ? (
          <SelectField
            label={t('conditions.brands')}
            value={brand}
            options={[{ value: '', label: t('example.anyBrand') }, ...brands.map(({ id, name }) => ({ value: String(id), label: name }))]}
            onChange={setBrand}
          />
        ) : null}
        <Field label={t('conditions.tags')} value={tags} maxLength={500} onChange={(event) => setTags(event.target.value)} />
        <Field
          label={t('example.at')}
          type="datetime-local"
          value={at}
          error={isTime ? null : t('example.noTime')}
          onChange={(event) => setAt(event.target.value)}
        />
      </div>
      <CompanyChoice company={company} onChange={setCompany} />
      {query.error && !found ? (
        <p className="hint bad" role="alert">
          {reason}
        </p>
      ) : null}
      {found ? (
        <ol className="slwhy">
          {found.tried.map((one, index) => (
            <li key={index} className={index === position ? 'fin' : ''}>
              {index === position
                ? t('example.takes', { name: one.name, position: index + 1 })
                : t('example.skips', {
                    name: one.name,
                    conditions: new Intl.ListFormat(i18n.language).format(one.failed.map((name) => t(`conditions.${name}`))),
                  })}
            </li>
          ))}
          {found.clocks.map((clock) => (
            <li key={clock.kind} className="fin">
              <b>{t(`shared:clock.${clock.kind}`)}</b>{' '}
              {t('example.within', {
                time: workTime(clock.target_seconds * 1000, i18n.language),
                calendar: found.always_open ? t('alwaysOpenLong') : found.calendar.name,
              })}
              <ul>
                {parts(clock).shown.map((one) => (
                  <li key={one.from}>
                    {t('example.counts', {
                      from: absoluteTime(one.from, i18n.language, zone),
                      to: absoluteTime(one.to, i18n.language, zone),
                      time: workTime(one.seconds * 1000, i18n.language),
                    })}
                  </li>
                ))}
                {parts(clock).rest > 0 ? <li>{t('example.more', { time: workTime(parts(clock).rest * 1000, i18n.language) })}</li> : null}
              </ul>
              <b>{clock.due_at ? t('example.due', { time: absoluteTime(clock.due_at, i18n.language, zone) }) : t('example.never')}</b>
            </li>
          ))}
          {found.clocks.length === 0 ? <li>{t('example.nothing')}</li> : null}
        </ol>
      ) : null}
    </section>
  );
}

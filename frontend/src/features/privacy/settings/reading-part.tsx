import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, Empty, Field, FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';

import './retention.css';
import { evidenceQuery, privacyApi, readingQuery, type ReadingAlarm } from '../api';
import { ReadingRuleForm } from './reading-rule';

/** Who read unusually much, what that is measured by, and from when on it is. */
export function ReadingPart() {
  const { t } = useTranslation('privacy');
  const may = useMay('audit.read');
  const query = useQuery({ ...readingQuery, enabled: may });
  if (!may) return null;
  return (
    <div id="reading">
      <FormSection title={t('reading.title')} hint={t('reading.hint')}>
        <Loaded query={query} fault={t('reading.fault')}>
          {(data) => (
            <>
              {data.alarms.length === 0 ? <Empty title={t('reading.none')}>{t('reading.noneHint')}</Empty> : data.alarms.map((one) => <Alarm key={one.id} alarm={one} />)}
              <ReadingRuleForm key={data.changed_at ?? ''} rule={data} />
            </>
          )}
        </Loaded>
      </FormSection>
    </div>
  );
}

function Alarm({ alarm }: { alarm: ReadingAlarm }) {
  const { t, i18n } = useTranslation('privacy');
  const [isOpen, setOpen] = useState(false);
  const title = t('reading.of', { name: alarm.name, kind: t(`reading.kinds.${alarm.kind}`) });
  const figures = { count: alarm.count, day: alarm.day, limit: alarm.limit, own: alarm.own_most, days: alarm.own_days, others: alarm.others_most };
  return (
    <section className="rtb" aria-label={title}>
      <h3 dir="auto">{title}</h3>
      <p className="t2">{t(`reading.measured.${alarm.via}`, figures)}</p>
      {alarm.decided_at !== null && alarm.verdict !== '' ? (
        <p className="t2" dir="auto">
          {t(`reading.decided.${alarm.verdict}`, { who: alarm.decided_by, when: absoluteTime(alarm.decided_at, i18n.language) })} {alarm.note}
        </p>
      ) : (
        <Decide alarm={alarm} />
      )}
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? 'reading.hide' : 'reading.show')}
      </Button>
      {isOpen && <Evidence id={alarm.id} kind={alarm.kind} />}
    </section>
  );
}

function Decide({ alarm }: { alarm: ReadingAlarm }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const may = useMay('privacy.write');
  const [note, setNote] = useState('');
  const close = useMutation({
    mutationFn: (verdict: 'expected' | 'confirmed') => privacyApi.closeAlarm(alarm.id, { verdict, note: note.trim() }),
    onSuccess: () => {
      toast(t('reading.closed'));
      void client.invalidateQueries({ queryKey: readingQuery.queryKey });
    },
    onError: (error) => toastFailure(t('reading.notDone', { why: reasonOf(error) })),
  });
  if (!may) return null;
  const busy = (verdict: string): string | null => (close.isPending && close.variables === verdict ? t('reading.closing') : null);
  return (
    <div className="rtk">
      <Field label={t('reading.note')} hint={t('reading.noteHint')} value={note} maxLength={200} dir="auto" onChange={(event) => setNote(event.target.value)} />
      <Button busy={busy('expected')} onClick={() => close.mutate('expected')}>
        {t('reading.expected')}
      </Button>
      <Button variant="danger" busy={busy('confirmed')} onClick={() => close.mutate('confirmed')}>
        {t('reading.confirmed')}
      </Button>
    </div>
  );
}

function Evidence({ id, kind }: { id: number; kind: ReadingAlarm['kind'] }) {
  const { t } = useTranslation('privacy');
  const query = useQuery(evidenceQuery(id));
  const isTicket = kind === 'tickets' || kind === 'others';
  return (
    <Loaded query={query} fault={t('reading.fault')}>
      {(found) => (
        <>
          <p className="t2">{t('reading.days', { days: found.days.map((one) => `${one.day}: ${one.count}`).join(' · ') })}</p>
          {kind === 'exports' || found.targets.length === 0 ? null : (
            <p className="t2">{t('reading.targets', { list: found.targets.map((one) => (isTicket ? `#${one}` : String(one))).join(', ') })}</p>
          )}
        </>
      )}
    </Loaded>
  );
}

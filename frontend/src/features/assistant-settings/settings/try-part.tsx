import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, FormSection, SelectField, useReason } from '@/shared/ui';
import { assistantApi, type Question } from './api';
import { CHANNELS, SEGMENTS } from './boundary-draft';
import { ContactChoice, type ContactName } from './contact-choice';
import { ResultCard } from './result-card';
import type { Editing } from './use-draft';
import { Area } from './voice-screen';


/** One question, as somebody, under the draft and under what is live. */
export function TryPart({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const [text, setText] = useState('');
  const [contact, setContact] = useState<ContactName | null>(null);
  const [segment, setSegment] = useState<NonNullable<Question['segment']>>('');
  const [channel, setChannel] = useState<NonNullable<Question['channel']>>('widget');
  const run = useMutation({
    mutationFn: async () => {
      // What is tried is what is seen.
      if (editing.isChanged) await editing.save();
      return assistantApi.attempt({ question: text.trim(), channel, segment, contact_id: contact?.id ?? null, brand: '' });
    },
  });
  const reason = useReason(run.error);
  const found = run.data;
  const missing = editing.mayWrite ? (text.trim() ? null : t('try.missing')) : t('readOnly');
  const channels = CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }));
  const segments = [{ value: '' as const, label: t('try.ownSegment') }, ...SEGMENTS.map((value) => ({ value, label: t(`segment.${value}`) }))];
  return (
    <FormSection title={t('try.title')} hint={t('try.hint')}>
      <form
        className="as-try"
        onSubmit={(event) => {
          event.preventDefault();
          if (!missing && !run.isPending) run.mutate();
        }}
      >
        <Area label={t('try.question')} rows={3} maxLength={4000} value={text} onChange={setText} />
        <div className="as-two">
          <ContactChoice contact={contact} onChange={setContact} />
          <SelectField label={t('try.segment')} value={segment} options={segments} onChange={setSegment} />
          <SelectField label={t('try.channel')} value={channel} options={channels} onChange={setChannel} />
        </div>
        <div>
          <Button type="submit" busy={run.isPending ? t('try.asking') : null} unavailable={missing} onClick={() => undefined}>
            {t('try.ask')}
          </Button>
        </div>
      </form>
      <div role="status" className="as-beside">
        {found?.draft ? <ResultCard title={t('try.draft', { version: found.version + 1 })} result={found.draft} /> : null}
        {found ? <ResultCard title={t('try.live', { version: found.version })} result={found.live} /> : null}
      </div>
      <div role="alert">
        {run.error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
    </FormSection>
  );
}

import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field, FormSection } from '@/shared/ui';
import type { Content } from './api';
import { Frame } from './frame';
import { useDraft, type Editing } from './use-draft';

type Voice = Content['voice'];
const MAX_GUIDE = 4000;
const MAX_EXAMPLES = 20;

/** The voice guide with its examples. */
export function VoiceScreen() {
  const { t } = useTranslation('assistant-settings');
  const form = useDraft();
  const isIncomplete = form.editing?.content.voice.examples.some(({ question, answer }) => !question.trim() || !answer.trim());
  return (
    <Frame page="voice" form={form} lack={isIncomplete ? t('voice.incomplete') : null}>
      {(editing) => <VoiceForm editing={editing} />}
    </Frame>
  );
}

function VoiceForm({ editing }: { editing: Editing }) {
  const { t } = useTranslation('assistant-settings');
  const { voice } = editing.content;
  const add = useRef<HTMLButtonElement>(null);
  const set = (change: Partial<Voice>): void => editing.set({ voice: { ...voice, ...change } });
  const change = (place: number, next: Partial<Voice['examples'][number]>): void =>
    set({ examples: voice.examples.map((one, at) => (at === place ? { ...one, ...next } : one)) });
  return (
    <fieldset disabled={!editing.mayWrite} className="as-set">
      <legend className="vh">{t('voice.title')}</legend>
      <FormSection title={t('voice.title')} hint={t('voice.hint')}>
        <Area label={t('voice.guide')} rows={8} maxLength={MAX_GUIDE} placeholder={t('voice.placeholder')} value={voice.guide} onChange={(guide) => set({ guide })} />
      </FormSection>
      <FormSection title={t('voice.examples')} hint={t('voice.examplesHint')}>
        <ol className="as-examples">
          {voice.examples.map((one, place) => (
            <li key={place}>
              <Field label={t('voice.question', { number: place + 1 })} maxLength={400} value={one.question} onChange={(event) => change(place, { question: event.target.value })} />
              <Area label={t('voice.answer', { number: place + 1 })} rows={3} maxLength={1500} value={one.answer} onChange={(answer) => change(place, { answer })} />
              <Button
                size="sm"
                variant="ghost"
                onClick={() => {
                  set({ examples: voice.examples.filter((_, at) => at !== place) });
                  add.current?.focus();
                }}
              >
                {t('voice.removeExample', { number: place + 1 })}
              </Button>
            </li>
          ))}
        </ol>
        <Button
          ref={add}
          size="sm"
          unavailable={voice.examples.length < MAX_EXAMPLES ? null : t('voice.enough', { most: MAX_EXAMPLES })}
          onClick={() => set({ examples: [...voice.examples, { question: '', answer: '' }] })}
        >
          {t('voice.add')}
        </Button>
      </FormSection>
    </fieldset>
  );
}

export interface AreaProps {
  label: string;
  value: string;
  rows: number;
  maxLength: number;
  placeholder?: string;
  onChange: (value: string) => void;
}

/** A text of several lines. */
export function Area({ label, value, rows, maxLength, placeholder, onChange }: AreaProps) {
  const id = useId();
  return (
    <div className="as-area">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className="field tall">
        <textarea id={id} rows={rows} maxLength={maxLength} placeholder={placeholder} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
      </span>
    </div>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { clockTime, shortDate } from '@/shared/lib/dates';
import { Button, Dialog, Field } from '@/shared/ui';

import { asFieldValue, fromFieldValue, snoozeTimes } from './model/snooze';

export interface TimeDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: string;
  /** Of the field for a time of one's own. */
  label: string;
  /** Said after the time zone. */
  hint?: string;
  /** What the button says. */
  action: string;
  onChoose: (at: Date) => void;
}

/** A time to come: the usual ones, or a day and an hour of one's own. */
export function TimeDialog({ isOpen, onOpenChange, title, description, label, hint, action, onChoose }: TimeDialogProps) {
  const { t, i18n } = useTranslation('ticket');
  const [text, setText] = useState('');
  const [isChecked, setChecked] = useState(false);
  const now = new Date();
  const at = fromFieldValue(text);
  const isFuture = at !== null && at > now;
  const zone = t('time.zone', { zone: Intl.DateTimeFormat(i18n.language).resolvedOptions().timeZone });

  function close(): void {
    setText('');
    setChecked(false);
    onOpenChange(false);
  }

  function choose(moment: Date): void {
    onChoose(moment);
    close();
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={title}
      {...(description ? { description } : {})}
      footer={
        <>
          <Button onClick={close}>{t('time.cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              setChecked(true);
              if (isFuture) choose(at);
            }}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        <Field
          type="datetime-local"
          label={label}
          hint={hint ? `${zone} ${hint}` : zone}
          value={text}
          min={asFieldValue(now)}
          error={isChecked && !isFuture ? t('time.past') : null}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="usual-times">
          {snoozeTimes(now).map((time) => (
            <Button key={time.name} onClick={() => choose(time.at)}>
              {t(`snooze.times.${time.name}`)}, {shortDate(time.at, now, i18n.language)} {clockTime(time.at, i18n.language)}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

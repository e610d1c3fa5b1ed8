import { useRef, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useSettingsAddress } from '@/shared/slots';
import { Button, Dialog, Field, toast, useReason } from '@/shared/ui';

import { privacyApi, requestsQuery, type Erasure } from '../api';

interface EraseDialogProps {
  found: Erasure;
  onClose: () => void;
}

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** Erases a person for good, after their name was typed and a reason given. */
export function EraseDialog({ found, onClose }: EraseDialogProps) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const { onSearch } = useSettingsAddress<object>();
  const first = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState('');
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isRight = plain(word) === plain(found.confirmation);
  const erase = useMutation({
    mutationFn: () => privacyApi.erasePerson(found.contact_id, word.trim(), reason.trim()),
    onSuccess: () => {
      toast(t('person.dialog.done'));
      void client.invalidateQueries({ queryKey: requestsQuery.queryKey });
      onClose();
      onSearch({});
    },
  });
  const fault = useReason(erase.error);

  function goOn(): void {
    setChecked(true);
    if (isRight && reason.trim() !== '' && !erase.isPending) erase.mutate();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('person.dialog.title', { name: found.name })}
      description={t('person.dialog.forGood')}
      startsAt={first}
      isChanged={word !== '' || reason !== ''}
      footer={
        <>
          <Button onClick={onClose}>{t('person.dialog.keep')}</Button>
          <Button variant="danger" busy={erase.isPending ? t('person.dialog.erasing') : null} onClick={goOn}>
            {t('person.dialog.erase')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          goOn();
        }}
      >
        <Field
          ref={first}
          label={t('person.dialog.confirm', { word: found.confirmation })}
          value={word}
          maxLength={254}
          dir="auto"
          autoComplete="off"
          error={isChecked && !isRight ? t('person.dialog.confirmMissing', { word: found.confirmation }) : null}
          onChange={(event) => setWord(event.target.value)}
        />
        <Field
          label={t('person.dialog.reason')}
          hint={t('person.dialog.reasonHint')}
          value={reason}
          maxLength={200}
          dir="auto"
          error={isChecked && reason.trim() === '' ? t('person.dialog.reasonMissing') : null}
          onChange={(event) => setReason(event.target.value)}
        />
        {erase.error && (
          <p className="hint bad" role="alert" dir="auto">
            {fault}
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

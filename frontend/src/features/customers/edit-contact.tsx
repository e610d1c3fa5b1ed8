import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, keys, type BodyOf } from '@/shared/api';
import { zoneOptions } from '@/shared/lib/time-zones';
import { Button, Dialog, Field, SelectField, toast, useReasonOf } from '@/shared/ui';
import type { ContactDetail } from './types';

const TEXTS = { name: 200, title: 120, phone: 60 } as const;
type Change = BodyOf<'/contacts/{contact_id}', 'patch'>;

/** What staff write down about a contact; how they are reached is proven, not written. */
export function EditContact({ contact, onClose }: { contact: ContactDetail; onClose: () => void }) {
  const { t } = useTranslation('customers');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const before = { name: contact.name, title: contact.title, phone: contact.phone, timezone: contact.timezone };
  const [values, setValues] = useState(before);
  const changed = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value.trim() !== before[name as keyof typeof before]),
  ) as Change;
  const save = useMutation({
    mutationFn: () => api.patch('/contacts/{contact_id}', { path: { contact_id: contact.id }, body: changed }),
    onSuccess: async (fresh) => {
      client.setQueryData(keys.contact(contact.id), fresh);
      await client.invalidateQueries({ queryKey: [...keys.contacts, 'list'] });
      toast(t('edit.saved'));
      onClose();
    },
  });
  const faultOf = (name: string): string | null => (isProblem(save.error) ? (save.error.errors[name]?.join(' ') ?? null) : null);
  const isOnField = [...Object.keys(TEXTS), 'timezone'].some(faultOf);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('edit.title')}
      isChanged={Object.keys(changed).length > 0}
      width={420}
      footer={
        <>
          <Button onClick={onClose}>{t('merge.cancel')}</Button>
          <Button
            variant="primary"
            busy={save.isPending ? t('edit.saving') : null}
            unavailable={Object.keys(changed).length > 0 ? null : t('edit.nothing')}
            onClick={() => save.mutate()}
          >
            {t('edit.save')}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        {save.error && !isOnField ? (
          <p className="bt" role="alert">
            {reasonOf(save.error)}
          </p>
        ) : null}
        {(Object.keys(TEXTS) as (keyof typeof TEXTS)[]).map((name) => (
          <Field
            key={name}
            label={t(`edit.${name === 'title' ? 'job' : name}`)}
            dir="auto"
            maxLength={TEXTS[name]}
            value={values[name]}
            error={faultOf(name)}
            onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          />
        ))}
        <SelectField
          label={t('fact.timezone')}
          value={values.timezone}
          error={faultOf('timezone')}
          options={[{ value: '', label: t('fact.unknown') }, ...zoneOptions(values.timezone || 'UTC')]}
          onChange={(timezone) => setValues({ ...values, timezone })}
        />
      </div>
    </Dialog>
  );
}

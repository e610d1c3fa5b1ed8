import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, keys } from '@/shared/api';
import { Button, Field, toast, useReasonOf } from '@/shared/ui';

/** Changes the name that customers and colleagues see. */
export function NameForm({ name }: { name: string }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [value, setValue] = useState(name);
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: () => api.patch('/me', { body: { name: value.trim() } }),
    onSuccess: (me) => {
      client.setQueryData(keys.me, me);
      void client.invalidateQueries({ queryKey: keys.users });
      toast(t('account.name.done'));
    },
    onError: () => field.current?.focus(),
  });
  const problem = isProblem(save.error) ? save.error.errors.name?.join(' ') : undefined;
  return (
    <form
      className="form-grid"
      noValidate
      aria-label={t('account.who')}
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        setMissing(value.trim() === '');
        if (value.trim() === '') field.current?.focus();
        else save.mutate();
      }}
    >
      <Field
        ref={field}
        label={t('account.who')}
        dir="auto"
        autoComplete="name"
        maxLength={120}
        value={value}
        error={isMissing ? t('account.name.missing') : (problem ?? (save.error ? reasonOf(save.error) : undefined))}
        onChange={(event) => setValue(event.target.value)}
      />
      <div>
        <Button type="submit" busy={save.isPending ? t('account.name.busy') : null}>
          {t('account.name.save')}
        </Button>
      </div>
    </form>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field, SelectField, useReasonOf } from '@/shared/ui';
import { areasQuery, tokensApi } from './api';
import { endAfter, TERMS, USUAL_TERM, type Term } from './ends';
import { scopesOf, type Rights } from './rights';
import { RightsFields } from './rights-fields';
import { SecretView } from './secret-view';

/** Makes a token: what it is for, what it may do, when it ends; then its text, once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('developers');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const areas = useQuery(areasQuery);
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');
  const [isWhole, setWhole] = useState(false);
  const [rights, setRights] = useState<Rights>({});
  const [term, setTerm] = useState<Term>(USUAL_TERM);
  const [hasTried, setTried] = useState(false);
  const scopes = isWhole ? [] : scopesOf(areas.data ?? [], rights);
  const lacksName = name.trim() === '';
  // None would mean all: whoever has chosen nothing has not decided yet.
  const lacksRights = !isWhole && scopes.length === 0;
  const make = useMutation({
    mutationFn: () => tokensApi.create({ name: name.trim(), scopes, expires_at: endAfter(term, Date.now()) }),
    onSuccess: () => void client.invalidateQueries({ queryKey: tokensApi.key }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const gap = lacksName ? 'input' : lacksRights ? 'input[type="radio"]:checked' : null;
    if (gap) form.current?.querySelector<HTMLElement>(gap)?.focus();
    else if (!make.isPending) make.mutate();
  };
  const made = make.data;
  if (made) {
    return (
      <Dialog
        isOpen
        // The text is shown once: only the button, not a slip of the hand, puts it away.
        onOpenChange={() => undefined}
        title={t('secret.title')}
        width={560}
        footer={
          <Button variant="primary" onClick={onClose}>
            {t('secret.done')}
          </Button>
        }
      >
        <SecretView token={made} />
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('new.title')}
      description={t('new.description')}
      width={560}
      isChanged={!lacksName || scopes.length > 0}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="new-token" busy={make.isPending ? t('new.busy') : null}>
            {t('new.do')}
          </Button>
        </>
      }
    >
      <form ref={form} id="new-token" className="dvform" noValidate onSubmit={submit}>
        <Field
          label={t('new.name')}
          hint={t('new.nameHint')}
          error={hasTried && lacksName ? t('new.nameMissing') : null}
          value={name}
          maxLength={120}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <RightsFields
          areas={areas}
          isWhole={isWhole}
          rights={rights}
          error={hasTried && lacksRights ? t('new.rightsMissing') : null}
          onWhole={setWhole}
          onRights={setRights}
        />
        <SelectField
          label={t('new.ends')}
          value={term}
          hint={t(term === 'never' ? 'new.neverHint' : 'new.endsHint')}
          options={TERMS.map((value) => ({ value, label: t(`term.${value}`) }))}
          onChange={setTerm}
        />
        {make.error ? (
          <p className="notice bad" role="alert">
            {t('new.failed', { reason: reasonOf(make.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

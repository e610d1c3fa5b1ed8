import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { LeaveGuard } from '@/shared/form';
import { Button, CheckOption, Field, SelectField, toast, useReasonOf } from '@/shared/ui';
import { ROLES, securityApi, securityKeys, type Kind, type Provider } from './api';
import { bodyOf, valuesOf, type Values } from './form-values';
import { GroupRoles } from './group-roles';

export interface ProviderFormProps {
  kind: Kind;
  /** Without it one is added. */
  provider?: Provider;
  onDone: () => void;
}

type TextName = { [Name in keyof Values]: Values[Name] extends string ? Name : never }[keyof Values];

/** Adds an identity provider or changes it. */
export function ProviderForm({ kind, provider, onDone }: ProviderFormProps) {
  const { t } = useTranslation('security');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [values, setValues] = useState<Values>(() => valuesOf(provider));
  const first = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => first.current?.focus(), []);
  const save = useMutation({
    mutationFn: () => (provider ? securityApi.change(provider.id, bodyOf(kind, values, provider)) : securityApi.add({ kind, ...bodyOf(kind, values) })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: securityKeys.providers });
      toast(t(provider ? 'form.changed' : 'form.added'));
      onDone();
    },
    onError: () => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()),
  });
  const errors: Readonly<Record<string, readonly string[] | undefined>> = isProblem(save.error) ? save.error.errors : {};
  const isChanged = JSON.stringify(values) !== JSON.stringify(valuesOf(provider));
  const set = (change: Partial<Values>): void => setValues({ ...values, ...change });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const field = (name: TextName, key: string, more: { hint?: string; type?: string } = {}) => (
    <Field
      label={t(`field.${key}`)}
      hint={more.hint}
      type={more.type ?? 'text'}
      autoComplete="off"
      spellCheck={false}
      dir="ltr"
      value={values[name]}
      error={errors[nameOnServer[name] ?? name]?.join(' ')}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  return (
    <form ref={box} className="sec-form" noValidate onSubmit={submit} aria-label={t(provider ? 'form.change' : `form.add.${kind}`)}>
      <Field
        ref={first}
        label={t('field.name')}
        hint={t('field.nameHint')}
        maxLength={60}
        dir="auto"
        value={values.name}
        error={errors.name?.join(' ')}
        onChange={(event) => set({ name: event.target.value })}
      />
      {kind === 'oidc' ? (
        <>
          {field('issuer', 'issuer', { hint: t('field.issuerHint') })}
          {field('clientId', 'clientId')}
          {field('clientSecret', 'clientSecret', { type: 'password', hint: t(provider ? 'field.secretKept' : 'field.secretHint') })}
        </>
      ) : (
        <>
          {field('metadataUrl', 'metadataUrl', { hint: t('field.metadataUrlHint') })}
          <MetadataFile text={values.metadata} error={errors.metadata?.join(' ')} onText={(metadata) => set({ metadata })} />
          {field('subjectClaim', 'subjectClaim', { hint: t('field.subjectClaimHint') })}
          {field('emailClaim', 'emailClaim', { hint: t('field.emailClaimHint') })}
        </>
      )}
      {field('domains', 'domains', { hint: t('field.domainsHint') })}
      <CheckOption
        label={t('field.creates')}
        hint={t('field.createsHint')}
        isChecked={values.creates}
        onChange={(creates) => set({ creates })}
      />
      {values.creates ? (
        <SelectField
          label={t('field.createdRole')}
          value={values.createdRole}
          options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(createdRole) => set({ createdRole })}
        />
      ) : null}
      {field('groupsClaim', 'groupsClaim', { hint: t('field.groupsClaimHint') })}
      {values.groupsClaim ? <GroupRoles rows={values.groups} onRows={(groups) => set({ groups })} /> : null}
      {save.error ? (
        <p className="hint bad" role="alert">
          {reasonOf(save.error)}
        </p>
      ) : null}
      <div className="sec-acts">
        <Button type="submit" variant="primary" busy={save.isPending ? t('form.busy') : null}>
          {t(provider ? 'form.save' : 'form.addDo')}
        </Button>
        <Button onClick={onDone}>{t('form.cancel')}</Button>
      </div>
      <LeaveGuard isChanged={isChanged} />
    </form>
  );
}

const nameOnServer: Partial<Record<TextName, string>> = {
  clientId: 'client_id',
  clientSecret: 'client_secret',
  metadataUrl: 'metadata_url',
  emailClaim: 'email_claim',
  subjectClaim: 'subject_claim',
  groupsClaim: 'groups_claim',
};

function MetadataFile({ text, error, onText }: { text: string; error: string | undefined; onText: (text: string) => void }) {
  const { t } = useTranslation('security');
  return (
    <Field
      label={t('field.metadata')}
      hint={t(text ? 'field.metadataRead' : 'field.metadataHint', { count: text.length })}
      error={error}
      type="file"
      accept=".xml,application/xml,text/xml"
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) void file.text().then(onText);
        else onText('');
      }}
    />
  );
}

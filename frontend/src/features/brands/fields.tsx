import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { zoneOptions } from '@/shared/lib/time-zones';
import { SettingsLink } from '@/shared/slots';
import { Field, FormSection, SelectField } from '@/shared/ui';
import { calendarsQuery, held, LANGUAGES, type BrandInFull } from './api';
import type { BrandForm } from './brand-form';
import { ColorField } from './color-field';
import { LogoField } from './logo-field';

interface FieldsProps {
  brand: BrandInFull;
  form: BrandForm;
}

/** Name, color and logo. */
export function LookFields({ brand, form, onLogo }: FieldsProps & { onLogo: (row: BrandInFull) => void }) {
  const { t } = useTranslation('brands');
  const { values, set, errorOf, leave } = form;
  return (
    <FormSection title={t('part.look')} hint={t('look.hint')}>
      <Field
        label={t('name')}
        dir="auto"
        maxLength={120}
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
        onBlur={() => leave('name')}
      />
      <ColorField value={values.color} error={errorOf('color')} onChange={(color) => set({ color })} onLeave={() => leave('color')} />
      <LogoField brand={brand} onChanged={onLogo} />
    </FormSection>
  );
}

/** Where its customers write to, and where they come from. */
export function AddressFields({ brand, form }: FieldsProps) {
  const { t } = useTranslation('brands');
  const mayMail = useMay('mailbox.read');
  const { values, set, errorOf } = form;
  const mailboxes = held(brand, 'mailboxes');
  return (
    <FormSection title={t('part.addresses')} hint={t('addresses.hint')}>
      <Field
        label={t('addresses.support')}
        hint={t('addresses.supportHint')}
        type="email"
        inputMode="email"
        dir="ltr"
        maxLength={254}
        value={values.support_email}
        error={errorOf('support_email')}
        onChange={(event) => set({ support_email: event.target.value })}
      />
      <Field
        label={t('addresses.site')}
        hint={t('addresses.siteHint')}
        type="url"
        inputMode="url"
        dir="ltr"
        maxLength={200}
        value={values.site_url}
        error={errorOf('site_url')}
        onChange={(event) => set({ site_url: event.target.value })}
      />
      <p className="hint">
        {mailboxes > 0 ? t('addresses.mailboxes', { count: mailboxes }) : t('addresses.noMailbox')}{' '}
        {mayMail ? (
          <SettingsLink className="link" path="/email">
            {t('addresses.toEmail')}
          </SettingsLink>
        ) : null}
      </p>
    </FormSection>
  );
}

/** How requests of this brand are treated. */
export function RequestFields({ brand, form }: FieldsProps) {
  const { t } = useTranslation('brands');
  const { values, set, errorOf, leave } = form;
  const calendars = useQuery(calendarsQuery).data ?? [];
  const calendar = calendars.find(({ brand_ids: ids }) => ids.includes(brand.id)) ?? calendars.find((one) => one.is_default);
  return (
    <FormSection title={t('part.requests')} hint={t('requests.hint')}>
      <SelectField
        label={t('language')}
        hint={t('requests.languageHint')}
        value={values.language}
        options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        error={errorOf('language')}
        onChange={(language) => set({ language })}
      />
      <SelectField
        label={t('timezone')}
        value={values.timezone}
        options={zoneOptions(brand.timezone)}
        error={errorOf('timezone')}
        onChange={(timezone) => set({ timezone })}
      />
      {calendar ? (
        <p className="hint">
          {t('requests.hours', { name: calendar.name, zone: calendar.timezone.replaceAll('_', ' ') })}{' '}
          {calendar.brand_ids.includes(brand.id) ? '' : t('requests.hoursShared')}
        </p>
      ) : null}
      <Field
        label={t('requests.reopen')}
        hint={t('requests.reopenHint')}
        className="bshort"
        inputMode="numeric"
        unit={t('requests.days')}
        maxLength={3}
        value={values.reopen_days}
        error={errorOf('reopen_days')}
        onChange={(event) => set({ reopen_days: event.target.value })}
        onBlur={() => leave('reopen_days')}
      />
    </FormSection>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Badge, Button, CheckOption, Empty, FormSection, Icon, Loaded, SelectField, toast } from '@/shared/ui';
import { portalApi, portalKey, portalQuery, type ContactForm, type Portal } from './api';
import { Frame } from './frame';

export interface PortalScreenProps {
  /** The slug of the brand in the address; without it the first one. */
  brand: string | undefined;
  onBrand: (brand: string) => void;
}

/** The portal of a brand: whether there is one, what customers see there, and its forms. */
export function PortalScreen({ brand, onBrand }: PortalScreenProps) {
  const { t } = useTranslation('portal-settings');
  const may = useMay('brand.write');
  const brands = useBrands();
  const openSettings = useOpenSettings();
  const slug = brand ?? brands[0]?.slug ?? '';
  const query = useQuery({ ...portalQuery(slug), enabled: may && slug !== '', refetchOnWindowFocus: false });
  const add = (): void => void openSettings('/portal/new', { search: { brand: slug } });
  return (
    <Frame
      title={t('title')}
      actions={
        <>
          {brands.length > 1 ? (
            <SelectField
              hideLabel
              label={t('brand')}
              value={slug}
              options={brands.map((one) => ({ value: one.slug, label: one.name }))}
              onChange={onBrand}
            />
          ) : null}
          <Button variant="primary" icon={<Icon icon={Plus} />} onClick={add}>
            {t('add')}
          </Button>
        </>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {(portal) => <Editor key={portal.brand} portal={portal} />}
      </Loaded>
    </Frame>
  );
}

function Editor({ portal }: { portal: Portal }) {
  const { t } = useTranslation('portal-settings');
  const client = useQueryClient();
  const version = useRef(portal.version);
  const form = useForm({
    saved: { is_on: portal.is_on, shares_company: portal.shares_company },
    faultsOf: () => ({}),
    send: (values) => portalApi.change(portal.brand, version.current, values),
    onSaved: (saved) => {
      version.current = saved.version;
      client.setQueryData(portalKey(portal.brand), saved);
      toast(t('saved'));
    },
  });
  const save = (): void => void (form.isChanged ? form.save() : undefined);
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={t('title')}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} />
        <FormSection id="on" title={t('on.title')} hint={t('on.hint')}>
          <CheckOption label={t('on.label')} hint={t('on.means')} isChecked={form.values.is_on} onChange={(is_on) => form.set({ is_on })} />
          <p className="hint">
            <a className="link" href={`${portal.path}contact/`} target="_blank" rel="noreferrer">
              {t('on.look')}
            </a>
          </p>
        </FormSection>
        <FormSection id="company" title={t('company.title')} hint={t('company.hint')}>
          <CheckOption
            label={t('company.label')}
            hint={t('company.means')}
            isChecked={form.values.shares_company}
            onChange={(shares_company) => form.set({ shares_company })}
          />
        </FormSection>
        <FormSection id="forms" title={t('forms.title')} hint={t('forms.hint')} isWide>
          <Forms portal={portal} />
        </FormSection>
        <LastChange at={portal.changed_at} by={portal.changed_by} />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} />
    </>
  );
}

function Forms({ portal }: { portal: Portal }) {
  const { t } = useTranslation('portal-settings');
  if (portal.forms.length === 0) return <Empty title={t('forms.none')}>{t('forms.noneHint')}</Empty>;
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('forms.name')}</th>
          <th scope="col">{t('forms.type')}</th>
          <th scope="col">{t('forms.fields')}</th>
        </tr>
      </thead>
      <tbody>
        {portal.forms.map((form) => (
          <Row key={form.id} form={form} brand={portal.brand} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ form, brand }: { form: ContactForm; brand: string }) {
  const { t } = useTranslation(['portal-settings', 'shared']);
  return (
    <tr>
      <th scope="row">
        <SettingsLink path={`/portal/${form.id}`} search={{ brand }} className="link">
          <span dir="auto">{form.name}</span>
        </SettingsLink>{' '}
        {form.is_default ? <Badge tone="acc">{t('portal-settings:forms.default')}</Badge> : null}
        {form.is_active ? null : <Badge tone="mute">{t('portal-settings:forms.off')}</Badge>}
      </th>
      <td data-label={t('portal-settings:forms.type')}>{form.type ? t(`shared:type.${form.type}`) : t('portal-settings:forms.anyType')}</td>
      <td data-label={t('portal-settings:forms.fields')}>{t('portal-settings:forms.count', { count: form.fields.length })}</td>
    </tr>
  );
}

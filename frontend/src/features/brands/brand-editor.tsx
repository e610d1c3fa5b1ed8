import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { LastChange, LeaveGuard, SaveFault, SaveFoot } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { FormSection, toast } from '@/shared/ui';
import { AcknowledgementFields } from './acknowledgement-fields';
import { brandKeys, brandsApi, type BrandInFull } from './api';
import { changeOf, faultsOf, valuesOf, type BrandForm } from './brand-form';
import { DomainFields } from './domain-fields';
import { AddressFields, LookFields, RequestFields } from './fields';
import { Previews } from './previews';
import { PARTS, type Part } from './search';
import { SurveyFields } from './survey-fields';
import { UseSection } from './use-section';
import { useVersioned } from './use-versioned';

/** The form of one brand, in parts that links can lead to. */
export function BrandEditor({ brand, part }: { brand: BrandInFull; part: Part | undefined }) {
  const { t } = useTranslation('brands');
  const client = useQueryClient();
  const take = (row: BrandInFull): void => {
    client.setQueryData(brandKeys.one(brand.id), row);
    // The lists of brands in other places; this one is here already.
    void client.invalidateQueries({ queryKey: keys.brands, predicate: ({ queryKey }) => queryKey[1] !== 'one' && queryKey[1] !== 'preview' });
  };
  const form: BrandForm = useVersioned({
    row: brand,
    valuesOf,
    faultsOf: (values) => Object.fromEntries(Object.entries(faultsOf(values)).map(([name, fault]) => [name, t(`faults.${fault}`)])),
    send: (version, values, changed) => brandsApi.change(brand.id, version, changeOf(values, changed)),
    onSaved: (row) => {
      take(row);
      toast(t('saved', { name: row.name }));
    },
    reload: () => void client.invalidateQueries({ queryKey: brandKeys.one(brand.id) }),
  });
  /** What was changed at once, besides the form. */
  const follow = (row: BrandInFull): void => {
    form.follow(row);
    take(row);
  };
  const box = usePart(part);
  return (
    <>
      <PartLinks id={brand.id} part={part} />
      <form
        ref={form.box}
        className="scroll fbody bparts"
        noValidate
        aria-label={t('one')}
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) void form.save();
        }}
      >
        <div ref={box}>
          {brand.is_archived ? <p className="notice">{t('archivedNote')}</p> : null}
          <SaveFault title={t('notSaved')} error={form.fault} reason={form.conflict} />
          <Place part="look">
            <LookFields brand={brand} form={form} onLogo={follow} />
            <FormSection title={t('preview.title')} hint={t('preview.hint')}>
              <Previews brand={brand} values={form.values} />
            </FormSection>
          </Place>
          <Place part="addresses">
            <AddressFields brand={brand} form={form} />
          </Place>
          <Place part="domain">
            <DomainFields brand={brand} form={form} onLooked={() => void client.invalidateQueries({ queryKey: keys.brands })} />
          </Place>
          <Place part="requests">
            <RequestFields brand={brand} form={form} />
          </Place>
          <Place part="surveys">
            <SurveyFields form={form} />
          </Place>
          <Place part="acknowledgement">
            <AcknowledgementFields brand={brand} form={form} />
          </Place>
          <Place part="use">
            <UseSection brand={brand} onChanged={follow} />
          </Place>
          <LastChange at={brand.changed_at} by={brand.changed_by} />
        </div>
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} holds={[]} />
    </>
  );
}

const Place = ({ part, children }: { part: Part; children: React.ReactNode }) => (
  <div className="bpart" data-part={part} tabIndex={-1}>
    {children}
  </div>
);

/** Leads to the part of the address; the ref belongs on what holds the parts. */
function usePart(part: Part | undefined) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = part ? box.current?.querySelector<HTMLElement>(`[data-part="${part}"]`) : null;
    place?.scrollIntoView({ block: 'start' });
    place?.focus({ preventScroll: true });
  }, [part]);
  return box;
}

function PartLinks({ id, part }: { id: number; part: Part | undefined }) {
  const { t } = useTranslation('brands');
  return (
    <nav className="btabs" aria-label={t('parts')}>
      {PARTS.map((one) => (
        <SettingsLink
          key={one}
          path={`/brands/${id}`}
          search={{ part: one }}
          replace
          className={one === (part ?? 'look') ? 'on' : ''}
          aria-current={one === (part ?? 'look') ? 'location' : undefined}
        >
          {t(`part.${one}`)}
        </SettingsLink>
      ))}
    </nav>
  );
}

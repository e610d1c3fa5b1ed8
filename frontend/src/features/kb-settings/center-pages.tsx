import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault, useForm } from '@/shared/form';
import { announce, Button, Field } from '@/shared/ui';
import { centersQuery, changeCenter, type HelpCenter } from './api';

const MAX_LINKS = 6;
interface Values {
  languages: string;
  links: { label: string; url: string }[];
  footer: string;
}

const codesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
const valuesOf = ({ languages, links, footer }: HelpCenter): Values => ({
  languages: languages.map(({ language }) => language).join(', '),
  links,
  footer,
});

/** The languages of one help center, and what stands in its header and footer. */
export function CenterPages({ center }: { center: HelpCenter }) {
  const { t } = useTranslation('kb-settings');
  const client = useQueryClient();
  const form = useForm<Values, HelpCenter>({
    saved: valuesOf(center),
    faultsOf: () => ({}),
    send: ({ languages, links, footer }) =>
      changeCenter(center, { languages: codesOf(languages), footer, links: links.filter(({ label, url }) => label.trim() || url.trim()) }),
    onSaved: (next) => {
      client.setQueryData(centersQuery.queryKey, (old) =>
        old ? { ...old, results: old.results.map((one) => (one.brand.id === next.brand.id ? next : one)) } : old,
      );
      announce(t('saved'));
    },
    onOtherFault: () => void client.invalidateQueries({ queryKey: centersQuery.queryKey }),
  });
  const { values } = form;
  const setLink = (at: number, change: Partial<Values['links'][number]>): void =>
    form.set({ links: values.links.map((link, index) => (index === at ? { ...link, ...change } : link)) });
  return (
    <form
      className="form-grid"
      ref={form.box}
      noValidate
      aria-label={center.brand.name}
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} />
      <h3 className="f14" dir="auto">
        {center.brand.name}
      </h3>
      <Field
        label={t('languages')}
        hint={t('languagesHint', { own: center.language })}
        value={values.languages}
        error={form.errorOf('languages')}
        placeholder="de, fr"
        spellCheck={false}
        onChange={(event) => form.set({ languages: event.target.value })}
      />
      {values.links.map((link, at) => (
        <div key={at} className="row g1 wraps">
          <Field label={t('linkLabel', { number: at + 1 })} value={link.label} maxLength={40} dir="auto" onChange={(event) => setLink(at, { label: event.target.value })} />
          <Field
            label={t('linkUrl', { number: at + 1 })}
            value={link.url}
            maxLength={300}
            dir="ltr"
            error={at === 0 ? form.errorOf('links') : undefined}
            onChange={(event) => setLink(at, { url: event.target.value })}
          />
        </div>
      ))}
      <Field
        label={t('footer')}
        value={values.footer}
        maxLength={300}
        dir="auto"
        error={form.errorOf('footer')}
        onChange={(event) => form.set({ footer: event.target.value })}
      />
      <SaveFault title={t('notSaved', { reason: '' }).trim()} error={form.fault} />
      <span className="row g1 wraps">
        <Button
          size="sm"
          unavailable={values.links.length < MAX_LINKS ? null : t('linksMost', { count: MAX_LINKS })}
          onClick={() => form.set({ links: [...values.links, { label: '', url: '' }] })}
        >
          {t('addLink')}
        </Button>
        {form.isChanged ? (
          <>
            <Button size="sm" onClick={form.discard}>
              {t('discard')}
            </Button>
            <Button size="sm" type="submit" variant="primary" busy={form.isSaving ? t('saving') : null}>
              {t('save')}
            </Button>
          </>
        ) : null}
      </span>
    </form>
  );
}

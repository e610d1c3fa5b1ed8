import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { isProblem } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { useSettingsAddress } from '@/shared/slots';
import { Button, FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';

import { erasureQuery, privacyApi, requestsQuery, type Erasure } from '../api';
import { EraseDialog } from './erase-dialog';
import { PersonRequests } from './person-requests';

/** A person's data: chosen by the address, exported or erased; below what was asked for before. */
export function PersonPart() {
  const { t } = useTranslation('privacy');
  const may = useMay('customer.erase');
  const { search } = useSettingsAddress<{ contact?: number }>();
  const contact = Number(search.contact);
  if (!may) return null;
  return (
    <div id="person">
      <FormSection title={t('person.title')} hint={t('person.hint')}>
        {contact > 0 ? (
          <PersonData contact={contact} />
        ) : (
          <p className="t2">
            {t('person.choose')}{' '}
            <Link className="link" to="/customers">
              {t('person.customers')}
            </Link>
          </p>
        )}
      </FormSection>
      <PersonRequests />
    </div>
  );
}

/** What is kept of one person. */
export function PersonData({ contact }: { contact: number }) {
  const { t } = useTranslation('privacy');
  const { i18n } = useTranslation();
  const query = useQuery({ ...erasureQuery(contact), retry: (times, error) => times < 3 && !isProblem(error, 'people.already_erased') });
  if (isProblem(query.error, 'people.already_erased')) {
    const at = query.error.data.erased_at;
    return (
      <p className="t2" role="status">
        {typeof at === 'string' ? t('person.erasedAt', { when: absoluteTime(at, i18n.language) }) : t('person.erased')}
      </p>
    );
  }
  return (
    <Loaded query={query} fault={t('person.fault')}>
      {(found) => <Found found={found} />}
    </Loaded>
  );
}

function Found({ found }: { found: Erasure }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isErasing, setErasing] = useState(false);
  const ask = useMutation({
    mutationFn: () => privacyApi.exportPerson(found.contact_id),
    onSuccess: () => {
      toast(t('person.exportAsked'));
      void client.invalidateQueries({ queryKey: requestsQuery.queryKey });
    },
    onError: (error) => toastFailure(t('person.notDone', { why: reasonOf(error) })),
  });
  return (
    <>
      <h3 className="lab" dir="auto">{t('person.of', { name: found.name })}</h3>
      <h3 className="lab">{t('person.goes')}</h3>
      <ul className="help-lines">
        {found.found.map(({ name, count }) => (
          <li key={name}>{t('person.line', { place: t(`person.places.${name}` as 'person.places.other', { defaultValue: t('person.places.other') }), count })}</li>
        ))}
      </ul>
      <h3 className="lab">{t('person.stays')}</h3>
      <ul className="help-lines">
        <li>{t('person.staysTickets')}</li>
        <li>{t('person.staysFigures')}</li>
        <li>{t('person.staysAudit')}</li>
        <li>{t('person.backups')}</li>
      </ul>
      <Elsewhere found={found.elsewhere} />
      <div className="row g2 wraps">
        <Button busy={ask.isPending ? t('person.exporting') : null} onClick={() => ask.mutate()}>
          {t('person.export')}
        </Button>
        <Button variant="danger" onClick={() => setErasing(true)}>
          {t('person.erase')}
        </Button>
      </div>
      {isErasing && <EraseDialog found={found} onClose={() => setErasing(false)} />}
    </>
  );
}

function Elsewhere({ found }: { found: Erasure['elsewhere'] }) {
  const { t } = useTranslation('privacy');
  if (found.length === 0) return null;
  return (
    <>
      <h3 className="lab">{t('person.elsewhere')}</h3>
      <p className="t2">{t('person.elsewhereHint')}</p>
      <ul className="help-lines">
        {found.map(({ system, name }) => (
          <li key={`${system}:${name}`} dir="auto">
            {system === 'mail'
              ? t('person.mailbox', { name })
              : t('person.system', { system: system.charAt(0).toUpperCase() + system.slice(1), name })}
          </li>
        ))}
      </ul>
    </>
  );
}

import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { CompanyScreen, ContactScreen, CustomersScreen } from '@/features/customers';
import { CompanyHealthSection } from '@/features/signals/health-section';
import { idOf } from '@/shared/lib/address';
import { MissingScreen } from '../fallbacks';

const list = getRouteApi('/staff/customers');
const company = getRouteApi('/staff/customers/$id');
const contact = getRouteApi('/staff/customers/contacts/$id');

export function CustomersRoute() {
  const navigate = useNavigate();
  return (
    <CustomersScreen search={list.useSearch()} onSearch={(search) => void navigate({ to: '/customers', search, replace: true })} />
  );
}

export function CompanyRoute() {
  const id = idOf(company.useParams().id);
  return id === null ? <MissingScreen /> : <CompanyScreen id={id} health={<CompanyHealthSection id={id} />} />;
}

export function ContactRoute() {
  const id = idOf(contact.useParams().id);
  return id === null ? <MissingScreen /> : <ContactScreen id={id} />;
}

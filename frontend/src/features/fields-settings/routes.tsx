import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import type { Of } from './customers/api';
import { CustomerFieldsScreen } from './customers/list-screen';
import { CustomerFieldScreen } from './customers/one-screen';
import { FieldScreen } from './field-screen';

export function CompanyFieldsRoute() {
  return <CustomerFieldsScreen of="company" />;
}

export function ContactFieldsRoute() {
  return <CustomerFieldsScreen of="contact" />;
}

export function CompanyFieldRoute() {
  return <CustomerFieldRoute of="company" />;
}

export function ContactFieldRoute() {
  return <CustomerFieldRoute of="contact" />;
}

function CustomerFieldRoute({ of }: { of: Of }) {
  const { params } = useSettingsAddress();
  if (params.field === 'new') return <CustomerFieldScreen key="new" of={of} id={null} />;
  const id = idOf(params.field);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <CustomerFieldScreen key={id} of={of} id={id} />;
}

export { FieldsScreen } from './fields-screen';
export { TagsScreen } from './tags-screen';

export function FieldRoute() {
  const { params } = useSettingsAddress();
  if (params.field === 'new') return <FieldScreen key="new" id={null} />;
  const id = idOf(params.field);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <FieldScreen key={id} id={id} />;
}

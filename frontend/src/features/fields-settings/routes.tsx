import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { FieldScreen } from './field-screen';

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

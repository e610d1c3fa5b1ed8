import type { Form } from '@/shared/form';
import type { WidgetSettings } from './api';
import type { Values } from './values';

/** What each tab gets. */
export interface TabProps {
  settings: WidgetSettings;
  form: Form<Values>;
}

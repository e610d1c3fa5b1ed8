/** Halyard, a product analytics application that stands in for a customer's product around the widget. */
import { render } from 'preact';
import { App } from './app';

const ground = document.getElementById('halyard');
if (ground) render(<App />, ground);

/** Print what Shopify's theme check finds in a folder, one offense a line. */

import { createRequire } from "node:module";

const { themeCheckRun } = createRequire(import.meta.url)("@shopify/theme-check-node");

const { offenses } = await themeCheckRun(process.argv[2]);
for (const { check, uri, message } of offenses) console.log(`${check}: ${uri}: ${message}`);

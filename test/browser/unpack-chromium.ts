// A program: unpacks the browser of @sparticuz/chromium into the temporary folder, which whoever starts it has chosen.
import chromium from '@sparticuz/chromium'

await chromium.executablePath()

export const metadata = { title: 'Messages' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={{ font: '1.1rem/1.6 system-ui', maxWidth: '34rem', margin: '4rem auto', padding: '0 1rem' }}>
        {children}
      </body>
    </html>
  )
}

<?php
/**
 * The settings page under WooCommerce.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Shows the form, keeps what is typed, and tests the connection when asked. */
final class Settings_Page {

	public const SLUG  = 'sathi';
	public const RIGHT = 'manage_woocommerce';

	private const SAVE = 'sathi_save';
	private const TEST = 'sathi_test';

	public function __construct( private readonly Settings $settings, private readonly Webhook_Watch $watch ) {}

	/** Takes its hooks. */
	public function start(): void {
		add_action( 'admin_menu', array( $this, 'add_page' ) );
		add_action( 'admin_post_' . self::SAVE, array( $this, 'save' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), array( $this, 'add_link' ) );
	}

	/** Gives the page's address. */
	public static function address(): string {
		return admin_url( 'admin.php?page=' . self::SLUG );
	}

	/** Says whether this request shows the page. */
	public static function is_open(): bool {
		return self::SLUG === ( $_GET['page'] ?? '' );
	}

	/** Puts the page into WooCommerce's menu; whoever opens it finds the webhooks mended. */
	public function add_page(): void {
		$title  = __( 'Sathi referrals', 'sathi' );
		$screen = add_submenu_page( 'woocommerce', $title, $title, self::RIGHT, self::SLUG, array( $this, 'print_page' ) );
		add_action( "load-$screen", array( $this->watch, 'go_round' ) );
	}

	/**
	 * Adds the page to the plugin's line in the list of plugins.
	 *
	 * @param array $links The links that are there.
	 */
	public function add_link( array $links ): array {
		$link = sprintf( '<a href="%s">%s</a>', esc_url( self::address() ), esc_html__( 'Settings', 'sathi' ) );
		return array( 'settings' => $link ) + $links;
	}

	/** Keeps what was typed, makes the webhooks fit, and goes back to the page, which then tests them. */
	public function save(): void {
		$this->check_right( self::SAVE );
		Settings::save( wp_unslash( $_POST ) );
		( new Webhooks( Settings::load() ) )->mend();
		wp_safe_redirect( add_query_arg( '_wpnonce', wp_create_nonce( self::TEST ), self::address() ) );
		exit;
	}

	/** Prints the page. */
	public function print_page(): void {
		if ( ! current_user_can( self::RIGHT ) ) {
			return;
		}
		printf( '<div class="wrap"><h1>%s</h1>', esc_html__( 'Sathi referrals', 'sathi' ) );
		if ( isset( $_GET['_wpnonce'] ) ) {
			$this->check_right( self::TEST );
			$this->print_verdict();
		}
		$this->print_form();
		$this->print_test_button();
		echo '</div>';
	}

	private function check_right( string $action ): void {
		if ( ! current_user_can( self::RIGHT ) ) {
			wp_die( esc_html__( 'You may not change the settings of this store.', 'sathi' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action );
	}

	private function print_verdict(): void {
		$found = ( new Connection( $this->settings ) )->test();
		$kind  = $found['is_well'] ? 'success' : 'error';
		printf( '<div class="notice notice-%s" role="status"><p>%s</p></div>', esc_attr( $kind ), esc_html( $found['sentence'] ) );
	}

	private function print_form(): void {
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::SAVE ) );
		wp_nonce_field( self::SAVE );
		echo '<table class="form-table" role="presentation">';
		$this->print_field( 'address', 'url', __( 'Address of Sathi', 'sathi' ), $this->settings->address, 'https://sathi.example.com' );
		$this->print_field( 'key', 'text', __( 'Shop key', 'sathi' ), $this->settings->key, '' );
		$is_kept = '' !== $this->settings->secret;
		$this->print_field( 'secret', 'password', __( 'WooCommerce secret', 'sathi' ), '', $is_kept ? __( 'Kept; leave empty to keep it', 'sathi' ) : '' );
		$this->print_footer_box();
		echo '</table>';
		submit_button( __( 'Save and test', 'sathi' ) );
		echo '</form>';
	}

	private function print_field( string $name, string $type, string $label, string $value, string $hint ): void {
		printf(
			'<tr><th scope="row"><label for="sathi-%1$s">%2$s</label></th><td><input class="regular-text" id="sathi-%1$s" name="%1$s" type="%3$s" value="%4$s" placeholder="%5$s" autocomplete="off" spellcheck="false"></td></tr>',
			esc_attr( $name ),
			esc_html( $label ),
			esc_attr( $type ),
			esc_attr( $value ),
			esc_attr( $hint )
		);
	}

	private function print_footer_box(): void {
		printf(
			'<tr><th scope="row">%s</th><td><label><input name="footer" type="checkbox" value="1"%s> %s</label></td></tr>',
			esc_html__( 'Footer', 'sathi' ),
			checked( $this->settings->footer, true, false ),
			esc_html__( 'Link the referral page at the foot of every page', 'sathi' )
		);
	}

	private function print_test_button(): void {
		$address = add_query_arg( '_wpnonce', wp_create_nonce( self::TEST ), self::address() );
		printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( $address ), esc_html__( 'Test connection', 'sathi' ) );
	}
}

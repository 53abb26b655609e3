<?php
/**
 * The watch over the webhooks: WooCommerce stops one after seven failures in a row and never starts it again.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Mends the webhooks once a day and says so to whoever manages the store. */
final class Webhook_Watch {

	public const EVENT  = 'sathi_watch';
	public const OPTION = 'sathi_notice';

	public function __construct( private readonly Webhooks $webhooks ) {}

	/** Takes its hooks. */
	public function start(): void {
		add_action( self::EVENT, array( $this, 'go_round' ) );
		add_action( 'admin_notices', array( $this, 'print_notice' ) );
	}

	/** Has WordPress call once a day. */
	public static function schedule(): void {
		if ( ! wp_next_scheduled( self::EVENT ) ) {
			wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', self::EVENT );
		}
	}

	/** Mends what is wrong, and notes what had gone wrong by itself. */
	public function go_round(): void {
		self::schedule();
		$faults = $this->webhooks->mend();
		if ( $faults ) {
			update_option( self::OPTION, $faults + (array) get_option( self::OPTION, array() ), false );
		}
	}

	/** Prints what was mended until the merchant has seen it on the settings page. */
	public function print_notice(): void {
		$faults = (array) get_option( self::OPTION, array() );
		if ( ! $faults || ! current_user_can( Settings_Page::RIGHT ) ) {
			return;
		}
		echo '<div class="notice notice-warning">';
		foreach ( $faults as $topic => $fault ) {
			printf( '<p>%s</p>', esc_html( self::say( $fault, $topic ) ) );
		}
		printf( '<p><a href="%s">%s</a></p></div>', esc_url( Settings_Page::address() ), esc_html__( 'Test the connection to Sathi', 'sathi' ) );
		if ( Settings_Page::is_open() ) {
			delete_option( self::OPTION );
		}
	}

	private static function say( mixed $fault, string $topic ): string {
		$sentence = match ( $fault ) {
			/* translators: %s: the topic of a webhook, e.g. order.created. */
			'missing' => __( 'The webhook %s that tells Sathi about orders was missing; it is there again.', 'sathi' ),
			/* translators: %s: the topic of a webhook, e.g. order.created. */
			'stopped' => __( 'The webhook %s that tells Sathi about orders had been stopped; it runs again.', 'sathi' ),
			/* translators: %s: the topic of a webhook, e.g. order.created. */
			default   => __( 'The webhook %s that tells Sathi about orders had been changed; it is as it should be again.', 'sathi' ),
		};
		return sprintf( $sentence, $topic );
	}
}
